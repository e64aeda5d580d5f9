"""What the machine is watched by: numbers in Prometheus' form, at an address of its own."""
