def stages_of(record, states):
    """[(label, done | now | ahead)] for the bar of steps."""
    if record.state not in states:
        return [(record.get_state_display(), "now")]
    place = states.index(record.state)
    return [
        *((state.label, "done") for state in states[:place]),
        (states[place].label, "now"),
        *((state.label, "ahead") for state in states[place + 1 :]),
    ]
