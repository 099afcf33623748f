/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_anchors - roots, intermediates, CRLs and pinned certificates of one office
 */
#include "proc/inspect/inspect_anchors.h"

#include "base/clock.h"

/* What RFC 8551 and the office's authority still accept; anchors excepted. */
static const vt_trust_policy basic_policy = {
	.min_rsa_bits = 2048,
	.min_ec_bits = 256,
	.clock_skew = 300,
};

vt_anchors *vt_anchors_new(const char *roots, const char *intermediates, const char *crls,
			   bool crl_required)
{
	vt_anchors *anchors = g_new0(vt_anchors, 1);

	anchors->roots = g_strdup(roots);
	anchors->intermediates = g_strdup(intermediates);
	anchors->crls = g_strdup(crls);
	anchors->crl_required = crl_required;
	anchors->owners = g_ptr_array_new_with_free_func(g_free);
	anchors->pins = g_ptr_array_new_with_free_func(g_free);
	return anchors;
}

vt_anchors *vt_anchors_of_office(const vt_office *office)
{
	vt_anchors *anchors = vt_anchors_new(office->roots, office->intermediates, office->crls,
					     office->crl_required);
	const GPtrArray *agencies = office->directory->agencies;

	anchors->office = office;
	for (guint i = 0; i < agencies->len; i++) {
		const vt_agency *agency = g_ptr_array_index(agencies, i);

		for (guint j = 0; j < agency->certificates->len; j++) {
			const char *path = g_ptr_array_index(agency->certificates, j);

			g_ptr_array_add(anchors->owners, g_strdup(agency->key));
			g_ptr_array_add(anchors->pins, g_strdup(path));
		}
	}
	return anchors;
}

void vt_anchors_free(vt_anchors *anchors)
{
	if (anchors == NULL)
		return;
	g_free(anchors->roots);
	g_free(anchors->intermediates);
	g_free(anchors->crls);
	g_ptr_array_unref(anchors->owners);
	g_ptr_array_unref(anchors->pins);
	g_free(anchors->stamp);
	g_free(anchors);
}

/* vt_trust_stamp() wants lists without holes. */
static char *stamp_now(const vt_anchors *anchors)
{
	const char *given[] = { anchors->roots, anchors->intermediates, anchors->crls };
	const char *folders[G_N_ELEMENTS(given) + 1] = { NULL };
	g_autofree const char **files = g_new0(const char *, anchors->pins->len + 3);
	unsigned n = 0, n_files = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(given); i++)
		if (given[i] != NULL)
			folders[n++] = given[i];
	for (guint i = 0; i < anchors->pins->len; i++)
		files[n_files++] = g_ptr_array_index(anchors->pins, i);
	if (anchors->office != NULL && anchors->office->deny != NULL)
		files[n_files++] = anchors->office->deny;
	if (anchors->office != NULL && anchors->office->allow != NULL)
		files[n_files++] = anchors->office->allow;
	return vt_trust_stamp(folders, files);
}

static vt_trust_policy policy_of(const vt_anchors *anchors)
{
	const vt_office *office = anchors->office;
	vt_trust_policy policy = basic_policy;

	policy.crl_required = anchors->crl_required;
	if (office == NULL)
		return policy;
	policy.min_rsa_bits = office->min_rsa;
	policy.min_ec_bits = office->min_ec;
	for (guint i = 0; i < office->digests->len; i++)
		policy.digests |= vt_digest_bit(g_ptr_array_index(office->digests, i));
	for (guint i = 0; i < office->signatures->len; i++)
		policy.signatures |= vt_signature_bit(g_ptr_array_index(office->signatures, i));
	return policy;
}

static void classify(vt_trust *trust, const vt_office *office, vt_faults *faults)
{
	for (guint i = 0; i < office->classes->len; i++) {
		const vt_root_class *class = g_ptr_array_index(office->classes, i);
		vt_trust_class rules = { .crl_required = class->crl_required,
					 .missing_accepted = class->missing_accepted,
					 .stale_accepted = class->stale_accepted,
					 .grace = class->grace };

		for (guint j = 0; j < class->roots->len; j++) {
			const char *root = g_ptr_array_index(class->roots, j);

			if (!vt_trust_classify(trust, root, &rules))
				vt_faults_add(
					faults, class->file,
					g_array_index(class->lines, unsigned, j),
					"class '%s': '%s' is no configured root, or stands in "
					"a class already",
					class->name, root);
		}
	}
}

static vt_trust *load(vt_anchors *anchors, GPtrArray *warnings, vt_faults *faults)
{
	vt_trust_policy policy = policy_of(anchors);
	const vt_office *office = anchors->office;
	vt_trust *trust;

	/* Before reading: a file that changes meanwhile is read again. */
	g_free(anchors->stamp);
	anchors->stamp = stamp_now(anchors);
	trust = vt_trust_new(&policy);
	vt_trust_load_roots(trust, anchors->roots, warnings);
	vt_trust_load_intermediates(trust, anchors->intermediates, warnings);
	vt_trust_load_crls(trust, anchors->crls, warnings);
	for (guint i = 0; i < anchors->pins->len; i++) {
		g_autoptr(GError) error = NULL;

		if (!vt_trust_pin(trust, g_ptr_array_index(anchors->owners, i),
				  g_ptr_array_index(anchors->pins, i), &error)
		    && warnings != NULL)
			g_ptr_array_add(warnings, g_strdup(error->message));
	}
	if (office != NULL)
		classify(trust, office, faults);
	if (office != NULL && office->deny != NULL)
		vt_trust_load_list(trust, VT_TRUST_DENY, office->deny, faults);
	if (office != NULL && office->allow != NULL)
		vt_trust_load_list(trust, VT_TRUST_ALLOW, office->allow, faults);
	return trust;
}

vt_trust *vt_anchors_load(vt_anchors *anchors, GPtrArray *warnings)
{
	g_autoptr(vt_faults) faults = vt_faults_new();
	vt_trust *trust = load(anchors, warnings, faults);

	for (unsigned i = 0; warnings != NULL && i < vt_faults_count(faults); i++)
		g_ptr_array_add(warnings, g_strdup(vt_faults_get(faults, i)));
	return trust;
}

bool vt_anchors_changed(const vt_anchors *anchors)
{
	g_autofree char *now = stamp_now(anchors);

	return g_strcmp0(now, anchors->stamp) != 0;
}

void vt_anchors_check(const vt_anchors *anchors, vt_faults *faults)
{
	g_autoptr(vt_anchors) fresh = vt_anchors_new(anchors->roots, anchors->intermediates,
						     anchors->crls, anchors->crl_required);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(vt_trust) trust = NULL;

	for (guint i = 0; i < anchors->pins->len; i++) {
		g_ptr_array_add(fresh->owners, g_strdup(g_ptr_array_index(anchors->owners, i)));
		g_ptr_array_add(fresh->pins, g_strdup(g_ptr_array_index(anchors->pins, i)));
	}
	fresh->office = anchors->office;
	trust = load(fresh, texts, faults);
	vt_trust_check(trust, vt_clock_now(), texts);
	for (guint i = 0; i < texts->len; i++)
		vt_faults_warn(faults, "trust", "%s", (char *)g_ptr_array_index(texts, i));
	if (vt_trust_n_roots(trust) == 0)
		vt_faults_warn(faults, "trust",
			       "no root certificate: no signature can be proved, all mail is held");
}
