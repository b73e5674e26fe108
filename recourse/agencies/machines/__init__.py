"""The secrets of machines: let in by one, renewed without a gap, the earlier one stopped."""
