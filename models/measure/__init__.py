"""What is counted or found in a network: products, residual sums, parts to leave out; may import spec/, architectures/."""
