from . import bureau_of, party_of


def agreement_facts(agreement) -> dict:
    """An agreement as negotiated, with the policy's rules told back in sentences."""
    agent = agreement.agent
    return {
        "number": agreement.number,
        "bureau": bureau_of(agent.department),
        "agent": party_of(agent),
        "is_referrer": agent.is_referrer,
        "scope": agreement.scope,
        "industries": agreement.industries,
        "regions": agreement.regions,
        "is_exclusive": agreement.is_exclusive,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "annual_targets": agreement.annual_targets.splitlines(),
        "targets": [
            {"year": target.year, "what": target.get_metric_display(), "value": target.value}
            for target in agreement.year_targets.order_by("year", "metric")
        ],
        "base_fee": agreement.base_fee,
        "policy": {
            "name": agreement.policy_version.policy.name,
            "version": agreement.policy_version.number,
        },
        "rules": agreement.policy_version.sentences("zh"),
        "special_terms": agreement.special_terms.splitlines(),
        "renews": agreement.renews.number if agreement.renews else "",
    }
