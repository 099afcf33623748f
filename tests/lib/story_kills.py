# SPDX-License-Identifier: GPL-3.0-or-later
"""story_kills - the same day while every program is killed at random: its end must be the same.

	with story_kills.KilledDay(seed) as day:
		day.live(story_hours.HOURS)
		day.calm()                      nobody is killed any more
		story_judge.judge(t, day)
		day.strokes                     Counter of the programs that were killed
"""

import collections
import os
import random
import signal
import threading
import time

from . import office, story

PAUSE = (0.6, 2.5)	# seconds between two strokes
PATIENCE = 120


class KilledDay(story.Day):
	"""One thread lives the day, another kills; whoever starts or stops the office holds the lock."""

	def __init__(self, seed, pause=PAUSE, **options):
		self.lock = threading.RLock()
		self.random = random.Random(seed)
		self.pause = pause
		self.strokes = collections.Counter()
		self.before = 0	# strokes before this hour
		self.over = threading.Event()
		self.gone = threading.Event()
		self.fault = None
		super().__init__(**options)
		self.killer = threading.Thread(target=self._kill_on, daemon=True)

	def live(self, hours):
		self.killer.start()
		super().live(hours)

	def calm(self):
		with self.lock:
			self.over.set()
		self.rest()

	def __exit__(self, *given):
		self.over.set()
		self.gone.set()
		if self.killer.is_alive():
			self.killer.join(60)
		super().__exit__(*given)

	# the one that kills

	def _kill_on(self):
		while not self.over.wait(self.random.uniform(*self.pause)):
			with self.lock:
				try:
					if not self.over.is_set():
						self._stroke()
				except (office.Fault, OSError) as fault:
					self.fault = fault
					self.over.set()
		# What a thread has started ends with it.
		self.gone.wait()

	def _stroke(self):
		"""One program, by its id; vanthud is started again as init does, the others it starts itself."""
		if not self.alive:
			return
		programs = sorted(self.programs().items())
		names = sorted({name for _, name in programs if name})
		if not names:
			return
		name = self.random.choice(names)
		pid = self.random.choice([pid for pid, one in programs if one == name])
		try:
			os.kill(pid, signal.SIGKILL)
		except ProcessLookupError:
			return
		self.strokes[name] += 1
		if pid == self.daemon.pid:
			self.daemon.wait()
			self.kill()
			self.start()

	# what waits while programs die

	def move(self, hour):
		with self.lock:
			# A quick machine may be through an hour between two strokes.
			if not self.over.is_set() and self.strokes.total() == self.before:
				self._stroke()
			self.before = self.strokes.total()
			try:
				self.stop()
			except office.Fault:
				self.kill()
			super().move(hour)

	def rest(self):
		until = time.monotonic() + PATIENCE
		while True:
			try:
				if self.fault:
					raise self.fault
				return super().rest()
			except office.Fault:
				if self.fault or time.monotonic() > until:
					raise
				time.sleep(0.1)
