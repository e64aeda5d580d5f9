"""Work that nobody waits for. What is sent is a row (Errand) until it is done, so that neither a
broker that fails nor a worker that dies loses any of it.
"""
