"""The app in training mode until it takes keys, and until these have found a customer.

Argument: a data folder. Says ``usable``, types a name at once, and says ``furnished`` when the
whole counter is there and ``found`` when the name has found its customers. With ``patient`` as a
second argument it types nothing, and says ``picture`` when the next start has one to show.
"""

import gc
import importlib
import sys

gc.disable()  # as the app does before it imports what follows
sys.exit(importlib.import_module("tests.bench.children.impatient").start())
