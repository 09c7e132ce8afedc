"""What every part of the application stands on: settings, refusals, counters, a cache, worker threads; imports none of them."""
