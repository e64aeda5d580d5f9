def stages_of(record, states):
    """[(label, done | now | ahead)] for the bar of steps."""
    if record.state not in states:
        return [(record.get_state_display(), "now")]
    place = states.index(record.state)
    return [
        (state.label, "done" if n < place else "now" if n == place else "ahead")
        for n, state in enumerate(states)
    ]
