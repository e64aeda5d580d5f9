"""Who may do what: the roles of the bureau, kept in code and applied by every ``migrate``."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .punctuation import listed


@dataclass(frozen=True)
class Role:
    label: str
    permissions: frozenset[str]
    is_staff: bool = True


def _perms(app: str, names: str) -> frozenset[str]:
    """``_perms("leads", "view_lead add_lead")`` → {"leads.view_lead", "leads.add_lead"}."""
    return frozenset(f"{app}.{name}" for name in names.split())


ADMIN = frozenset({"wagtailadmin.access_admin"})
READ_LEADS = _perms(
    "leads",
    "view_company view_contact view_agent view_lead view_project view_activity view_targetlist "
    "view_targetentry view_matchcandidate view_companymerge view_milestone view_referral "
    "view_warningrule view_warninglight view_urging view_tag view_chain view_link "
    "view_linkcompany view_native view_chamber view_talkevent view_invitation view_agenttarget "
    "view_scheme view_criterion view_assessment view_opinion view_registration view_dispute "
    "view_message view_membership view_companyrelation view_companynote view_acquaintance "
    "view_introduction view_listkind "
    "view_fitweight view_fitscore",
) | _perms("site", "view_received")
READ_CAMPAIGNS = _perms(
    "leads",
    "view_campaign view_campaigntarget view_campaignmember view_campaignevent view_campaignmeeting",
)
WORK_CAMPAIGNS = READ_CAMPAIGNS | _perms(
    "leads",
    "work_campaigntarget change_campaigntarget add_campaignevent change_campaignevent "
    "add_campaignmeeting change_campaignmeeting",
)
RUN_CAMPAIGNS = WORK_CAMPAIGNS | _perms(
    "leads",
    "add_campaign change_campaign add_campaignmember change_campaignmember "
    "delete_campaignmember choose_campaigntarget assign_campaigntarget",
)
READ_PARKS = _perms(
    "parks",
    "view_park view_plot view_entry view_enterprise view_contribution view_exchangerate "
    "view_parkindustry view_facility view_alliance view_allianceaction view_scienceproject "
    "view_reservation view_entryapplication view_reviewopinion view_breach view_supplement "
    "view_fund view_commitment view_capitalcall view_stake view_exit view_cultivationlist "
    "view_threshold view_member view_planaction view_enterpriseperson view_milestonereport",
)
RESERVE = _perms("parks", "add_reservation change_reservation")
APPLY = _perms("parks", "add_entryapplication change_entryapplication give_reviewopinion")
READ_MONEY = _perms(
    "commissions",
    "view_policy view_policyversion view_agreement view_ledgerentry view_settlementrun "
    "view_statement view_payment view_issueddocument view_yeartarget view_determination "
    "view_objection view_paymentbatch view_closedperiod view_approvalstep "
    "view_documenttemplate view_documentbatch view_yearreview",
)
# Numbers that money depends on change by proposal, and another person decides on it.
PROPOSALS = _perms("core", "view_proposal decide_proposal")
DECIDE_RULES = PROPOSALS | _perms(
    "core",
    "view_parameter decide_parameter view_calendarday decide_calendarday "
    "view_messageservice decide_messageservice view_ratelimit decide_ratelimit",
)
NOTE_KNOWLEDGE = _perms(
    "leads", "add_companyrelation change_companyrelation add_companynote change_companynote"
)
# What is kept of people. Headquarters answers them; what is deleted another person decides on.
READ_REGISTER = _perms("core", "view_personalregister view_erasure")
READ_PERSONAL = READ_REGISTER | _perms("core", "view_personrequest")
DECIDE_PERSONAL = READ_PERSONAL | _perms("core", "decide_personrequest")
HANDLE_PERSONAL = DECIDE_PERSONAL | _perms("core", "add_personrequest handle_personrequest")
# The service desk. Whoever handles requests reads those of the own department.
WORK_REQUESTS = _perms(
    "desk",
    "view_servicerequest add_servicerequest change_servicerequest work_servicerequest "
    "view_assistance view_supervision view_knowledgeentry add_knowledgeentry "
    "change_knowledgeentry view_incomingmail",
)
TAKE_REQUESTS = WORK_REQUESTS | _perms("desk", "assign_servicerequest record_word")
HEAD_REQUESTS = TAKE_REQUESTS | _perms(
    "desk",
    "head_servicerequest view_confidential_request add_supervision view_service_figures "
    "publish_knowledgeentry",
)
READ_REQUESTS = _perms(
    "desk",
    "view_servicerequest view_every_request view_confidential_request view_assistance "
    "view_supervision view_knowledgeentry view_service_figures view_incomingmail",
)
SET_UP_REQUESTS = _perms(
    "desk",
    "view_servicekind add_servicekind change_servicekind view_servicetime add_servicetime "
    "change_servicetime view_assignmentrule add_assignmentrule change_assignmentrule",
)
# The plan is read by everybody who has to do with the business; its departments report and do.
READ_PLAN = _perms(
    "dispatch",
    "view_plan view_phase view_heading view_plantarget view_targetvalue view_targetreading "
    "view_plantask view_taskstep view_taskdependence view_planurging "
    "view_dispatchbody view_bodymember view_dispatchmeeting",
)
# Who belongs to a body reads its meetings; these read those of all bodies.
READ_MEETINGS = _perms("dispatch", "view_every_meeting")
HOLD_MEETINGS = READ_MEETINGS | _perms(
    "dispatch",
    "add_dispatchbody change_dispatchbody add_bodymember change_bodymember delete_bodymember "
    "add_dispatchmeeting change_dispatchmeeting prepare_dispatchmeeting write_minutes issue_brief",
)
WORK_PLAN = READ_PLAN | _perms(
    "dispatch",
    "add_targetreading work_plantask add_taskstep change_taskstep answer_planurging",
)
HEAD_PLAN = WORK_PLAN | _perms("dispatch", "delegate_plantask accept_plantask")
LEAD_PLAN = READ_PLAN | _perms("dispatch", "decide_plantarget add_planurging")
MANAGE_PLAN = HEAD_PLAN | _perms(
    "dispatch",
    "add_plan change_plan add_phase change_phase delete_phase add_heading change_heading "
    "delete_heading add_plantarget change_plantarget delete_plantarget add_targetvalue "
    "change_targetvalue verify_targetreading "
    "add_plantask change_plantask cancel_plantask delete_taskstep add_taskdependence "
    "delete_taskdependence add_planurging",
)
# Scorecards: the assessed read and contest their own; who assesses enters and confirms points and
# answers; headquarters writes schemes and publishes; the leader decides.
READ_SCORES = _perms(
    "dispatch",
    "view_scorescheme view_schemeline view_scorerule view_scoresubject view_subjectgoal "
    "view_scorerun view_scorecard view_scoreentry view_scorecontest view_awardkind "
    "view_awardround view_awardcandidate view_committeemember",
)
OWN_SCORES = READ_SCORES | _perms("dispatch", "contest_scorecard add_awardcandidate")
ASSESS_SCORES = OWN_SCORES | _perms(
    "dispatch",
    "view_every_scorecard add_scoreentry confirm_scoreentry answer_scorecontest",
)
MANAGE_SCORES = ASSESS_SCORES | _perms(
    "dispatch",
    "add_scorescheme change_scorescheme add_schemeline change_schemeline delete_schemeline "
    "add_scorerule change_scorerule delete_scorerule add_scoresubject change_scoresubject "
    "delete_scoresubject add_scorerun publish_scorerun freeze_scorerun "
    "add_awardkind change_awardkind add_awardround change_awardround",
)
LEAD_SCORES = READ_SCORES | _perms(
    "dispatch",
    "view_every_scorecard decide_scorescheme freeze_scorerun decide_awardround add_awardcandidate",
)
SHARE_VIEWS = _perms("core", "share_view_with_everybody")
READ_POLICIES = _perms(
    "site", "view_policyapplication view_policykind view_qualification view_policyfact"
)
# How many want to be told of policies, and who they are.
SEE_SUBSCRIPTIONS = _perms("site", "view_policysubscription")
SEE_SUBSCRIBERS = SEE_SUBSCRIPTIONS | _perms("site", "view_subscriber")
JUDGE_POLICIES = READ_POLICIES | _perms(
    "site", "judge_policyapplication change_policyapplication add_policyfact change_policyfact"
)
DECIDE_POLICIES = READ_POLICIES | _perms("site", "decide_policyapplication")
WHOLE_CITY = _perms("leads", "view_every_lead view_every_project")

OFFICER = (
    ADMIN
    | WORK_PLAN
    | OWN_SCORES
    | READ_LEADS
    | WORK_CAMPAIGNS
    | READ_PARKS
    | RESERVE
    | APPLY
    | _perms("parks", "add_allianceaction change_allianceaction")
    | _perms(
        "leads", "add_company change_company add_contact change_contact add_agent change_agent"
    )
    | _perms(
        "leads",
        "add_lead change_lead work_lead convert_lead change_project sign_project add_activity",
    )
    | _perms(
        "leads",
        "add_referral change_referral change_matchcandidate answer_urging add_tag change_tag",
    )
    | _perms(
        "leads",
        (
            "add_chain change_chain add_link change_link add_native change_native add_chamber "
            "change_chamber"
        ),
    )
    | _perms(
        "leads",
        (
            "add_talkevent change_talkevent add_invitation change_invitation add_assessment "
            "change_assessment give_opinion"
        ),
    )
    | _perms("leads", "add_registration add_message add_membership hear_dispute")
    | _perms(
        "commissions",
        (
            "view_policy view_policyversion view_agreement add_agreement change_agreement "
            "issue_document"
        ),
    )
    | _perms(
        "commissions",
        (
            "view_yeartarget add_yeartarget change_yeartarget delete_yeartarget view_yearreview "
            "view_issueddocument"
        ),
    )
    | _perms("portal", "view_portalinvitation add_portalinvitation")
    | _perms("portal", "view_enterpriseinvitation add_enterpriseinvitation")
    | _perms("leads", "view_accountchange keep_agent view_consent add_consent revoke_consent")
    | _perms("leads", "view_consenttext")
    | NOTE_KNOWLEDGE
    | _perms("leads", "add_acquaintance change_acquaintance add_introduction change_introduction")
    | TAKE_REQUESTS
    | JUDGE_POLICIES
    | SEE_SUBSCRIBERS
)
SECTION_HEAD = (
    OFFICER
    | HEAD_PLAN
    | RUN_CAMPAIGNS
    | _perms(
        "leads",
        (
            "judge_lead terminate_project import_targets change_targetlist add_targetlist "
            "view_payeeaccount merge_company"
        ),
    )
    | _perms(
        "leads",
        (
            "assign_lead assign_project hand_over add_urging add_agenttarget change_agenttarget "
            "decide_dispute"
        ),
    )
    | _perms("leads", "approve_other_holder")
    | _perms(
        "commissions",
        (
            "view_statement add_statement review_statement view_ledgerentry review_agreement "
            "end_agreement add_yearreview withdraw_document"
        ),
    )
    | _perms(
        "commissions",
        "view_objection answer_objection view_determination add_determination change_determination",
    )
    | _perms("parks", "decide_entryapplication end_entry")
    | SHARE_VIEWS
    | HEAD_REQUESTS
    | DECIDE_POLICIES
)
PARK_OFFICER = (
    ADMIN
    | WORK_PLAN
    | OWN_SCORES
    | READ_LEADS
    | WORK_CAMPAIGNS
    | READ_PARKS
    | _perms("leads", "enter_project record_milestone add_activity answer_urging give_opinion")
    | RESERVE
    | APPLY
    | NOTE_KNOWLEDGE
    | _perms(
        "parks",
        (
            "add_park change_park add_plot change_plot change_enterprise convene_review "
            "add_breach change_breach add_supplement change_supplement"
        ),
    )
    | _perms(
        "parks",
        (
            "add_parkindustry change_parkindustry delete_parkindustry add_facility "
            "change_facility delete_facility add_alliance change_alliance"
        ),
    )
    | _perms(
        "parks", "add_allianceaction change_allianceaction add_scienceproject change_scienceproject"
    )
    | _perms("parks", "add_contribution file_contributions view_unmatchedrow vouch_contribution")
    | _perms("portal", "view_enterpriseinvitation add_enterpriseinvitation")
    | _perms("parks", "add_member change_member add_planaction change_planaction")
    | _perms("commissions", "issue_document view_issueddocument")
    | WORK_REQUESTS
    | JUDGE_POLICIES
)
FINANCE = (
    ADMIN
    | READ_PLAN
    | OWN_SCORES
    | READ_LEADS
    | READ_PARKS
    | READ_MONEY
    | WHOLE_CITY
    | _perms(
        "leads",
        (
            "view_payeeaccount add_payeeaccount change_payeeaccount view_accountchange "
            "ask_account_change"
        ),
    )
    | _perms("leads", "view_agentcontact")
    | _perms(
        "parks",
        (
            "verify_contribution vouch_contribution add_exchangerate change_exchangerate "
            "file_contributions view_unmatchedrow"
        ),
    )
    | _perms(
        "parks",
        (
            "add_fund change_fund add_commitment change_commitment add_capitalcall "
            "change_capitalcall add_stake change_stake add_exit"
        ),
    )
    | _perms(
        "commissions",
        (
            "settle add_statement approve_statement pay_statement add_payment issue_document "
            "withdraw_document"
        ),
    )
    | _perms("commissions", "add_policy change_policy add_policyversion change_policyversion")
    | _perms("commissions", "add_determination change_determination grant_advance add_closedperiod")
    | PROPOSALS
    | _perms("parks", "decide_exchangerate")
    | READ_POLICIES
    | _perms("site", "pay_policyapplication")
)
LEADER = (
    ADMIN
    | LEAD_PLAN
    | READ_MEETINGS
    | LEAD_SCORES
    | READ_LEADS
    | READ_CAMPAIGNS
    | READ_PARKS
    | READ_MONEY
    | WHOLE_CITY
    | SHARE_VIEWS
    | _perms(
        "leads",
        (
            "judge_lead terminate_project assign_lead assign_project hand_over add_urging "
            "change_warningrule decide_warningrule"
        ),
    )
    | _perms(
        "leads",
        "add_assessment overrule_assessment put_scheme_in_force decide_dispute change_referral",
    )
    | _perms("leads", "view_accountchange approve_other_holder")
    | _perms("parks", "decide_entryapplication overrule_review end_entry")
    | _perms("parks", "view_unmatchedrow decide_member")
    | _perms(
        "commissions", "leader_approve_statement committee_approve_statement publish_policyversion"
    )
    | _perms("commissions", "approve_agreement sign_agreement end_agreement terminate_agreement")
    | DECIDE_RULES
    | DECIDE_PERSONAL
    | _perms("commissions", "decide_approvalstep")
    | _perms("parks", "decide_exchangerate")
    | READ_REQUESTS
    | _perms(
        "desk",
        (
            "work_servicerequest lead_servicerequest head_servicerequest add_supervision "
            "publish_knowledgeentry assign_servicerequest"
        ),
    )
    | DECIDE_POLICIES
    | SEE_SUBSCRIPTIONS
)
HEADQUARTERS = (
    ADMIN
    | MANAGE_PLAN
    | HOLD_MEETINGS
    | MANAGE_SCORES
    | READ_LEADS
    | RUN_CAMPAIGNS
    | READ_PARKS
    | WHOLE_CITY
    | SHARE_VIEWS
    | DECIDE_RULES
    | HANDLE_PERSONAL
    | _perms("leads", "view_consent view_consenttext add_consenttext")
    | _perms(
        "core",
        (
            "view_parameter change_parameter view_calendarday add_calendarday change_calendarday "
            "delete_calendarday"
        ),
    )
    | _perms(
        "leads",
        (
            "import_targets add_targetlist change_targetlist change_matchcandidate judge_lead "
            "merge_company change_fitweight add_listkind change_listkind"
        ),
    )
    | _perms("leads", "assign_lead assign_project hand_over add_urging change_agent")
    | _perms("leads", "add_warningrule change_warningrule decide_warningrule")
    | _perms(
        "leads",
        (
            "add_scheme change_scheme add_criterion change_criterion delete_criterion "
            "put_scheme_in_force"
        ),
    )
    | _perms(
        "leads",
        (
            "add_assessment change_assessment add_agenttarget change_agenttarget add_chain "
            "change_chain add_link change_link"
        ),
    )
    | _perms(
        "parks",
        (
            "file_contributions view_unmatchedrow add_cultivationlist change_cultivationlist "
            "add_threshold change_threshold delete_threshold"
        ),
    )
    | _perms("parks", "add_member change_member add_planaction change_planaction")
    | _perms(
        "commissions",
        (
            "view_statement view_issueddocument issue_document committee_approve_statement "
            "view_approvalstep change_approvalstep"
        ),
    )
    | READ_REQUESTS
    | HEAD_REQUESTS
    | SET_UP_REQUESTS
    | JUDGE_POLICIES
    | SEE_SUBSCRIBERS
    | _perms("site", "add_policykind change_policykind add_qualification change_qualification")
)
# A department that is asked for opinions sees what it is asked about, and no more.
ASSESSOR = (
    ADMIN
    | WORK_PLAN
    | ASSESS_SCORES
    | _perms(
        "parks", "view_park view_plot view_entryapplication view_reviewopinion give_reviewopinion"
    )
    | _perms("leads", "view_assessment view_opinion view_scheme view_criterion give_opinion")
    | WORK_REQUESTS
    | JUDGE_POLICIES
)
AUDITOR = (
    ADMIN
    | READ_PERSONAL
    | READ_PLAN
    | READ_MEETINGS
    | READ_SCORES
    | _perms("dispatch", "view_every_scorecard")
    | READ_LEADS
    | READ_CAMPAIGNS
    | READ_PARKS
    | READ_MONEY
    | WHOLE_CITY
    | _perms(
        "core",
        (
            "view_user view_department view_move view_proof view_parameter view_proposal "
            "view_calendarday view_exportlog view_tableimport view_messageservice view_auditentry "
            "view_ratelimit"
        ),
    )
    | _perms("leads", "view_payeeaccount view_accountchange view_agentcontact")
    | _perms("leads", "view_consent view_consenttext")
    | _perms("portal", "view_portalinvitation view_enterpriseinvitation")
    | _perms("parks", "view_unmatchedrow")
    | _perms("commissions", "view_every_document")
    | READ_REQUESTS
    | _perms("desk", "view_servicekind view_servicetime view_assignmentrule")
    | READ_POLICIES
    | SEE_SUBSCRIBERS
    | _perms("site", "view_publiccontact view_district")
)
# The three administrators: none has a right in the business, nobody holds two of them, and each is
# watched by another. The first keeps the machine's settings, the second people and their rights,
# which another of the second kind agrees to; the third reads what both did and changes nothing.
SYSTEM_ADMINISTRATOR = ADMIN | _perms(
    "core",
    "view_messageservice add_messageservice change_messageservice view_webhook add_webhook "
    "change_webhook delete_webhook view_ratelimit change_ratelimit",
)
SECURITY_ADMINISTRATOR = (
    ADMIN
    | READ_REGISTER
    | _perms(
        "core",
        "view_user change_user manage_people view_department add_department change_department "
        "view_proposal decide_proposal decide_user",
    )
)
AUDIT_ADMINISTRATOR = ADMIN | _perms(
    "core",
    "view_user view_department view_move view_parameter view_proposal view_exportlog "
    "view_tableimport view_messageservice view_webhook view_proof view_auditentry view_ratelimit",
)
# Who writes the public site, and who lets it be read: of the business they see nothing. Which
# pages they may change is said by the tree of pages (crm.site.editing).
EDITOR = (
    ADMIN
    | _perms(
        "site",
        "view_publiccontact add_publiccontact change_publiccontact view_district change_district "
        "view_policykind",
    )
    | SEE_SUBSCRIPTIONS
    | _perms("parks", "view_park view_plot")
    | _perms("leads", "view_chain view_talkevent")
)
PUBLISHER = EDITOR | _perms("site", "change_city add_district delete_publiccontact")
PORTAL = (
    _perms("commissions", "confirm_statement")
    | _perms("leads", "plead_dispute ask_account_change answer_membership revoke_consent")
    | _perms("dispatch", "contest_scorecard")
)
ENTERPRISE = _perms("parks", "declare_contribution add_milestonereport") | _perms(
    "desk", "record_word"
)
PROGRAM = (
    _perms("leads", "judge_lead view_registration add_registration")
    | _perms("parks", "lapse_reservation change_entryapplication")
    | _perms("commissions", "view_agreement end_agreement")
    | _perms("desk", "assign_servicerequest record_word settle_servicerequest")
    | _perms("dispatch", "prepare_dispatchmeeting")
    | _perms("site", "judge_policyapplication")
)

ROLES = {
    "officer": Role(_("investment officer"), OFFICER),
    "section_head": Role(_("section head"), SECTION_HEAD),
    "park_officer": Role(_("park officer"), PARK_OFFICER),
    "finance": Role(_("finance"), FINANCE),
    "leader": Role(_("leader"), LEADER),
    "headquarters": Role(_("headquarters office"), HEADQUARTERS),
    "assessor": Role(_("assessing department"), ASSESSOR),
    "auditor": Role(_("auditor"), AUDITOR),
    "system_administrator": Role(_("system administrator"), SYSTEM_ADMINISTRATOR),
    "security_administrator": Role(_("security administrator"), SECURITY_ADMINISTRATOR),
    "audit_administrator": Role(_("audit administrator"), AUDIT_ADMINISTRATOR),
    "editor": Role(_("editor of the site"), EDITOR),
    "publisher": Role(_("publisher of the site"), PUBLISHER),
    "agency": Role(_("entrusted agency"), PORTAL, is_staff=False),
    "referrer": Role(_("referrer"), PORTAL, is_staff=False),
    "enterprise": Role(_("settled enterprise"), ENTERPRISE, is_staff=False),
    "program": Role(_("the program itself"), PROGRAM, is_staff=False),
}

# Who audits changes nothing, and adds nothing to a record either.
READ_ONLY = frozenset({"auditor", "audit_administrator"})

# Who uses one of these is asked again who they are (crm.core.again).
ASKED_AGAIN = (
    _perms(
        "commissions",
        "review_statement approve_statement leader_approve_statement committee_approve_statement "
        "pay_statement publish_policyversion review_agreement approve_agreement sign_agreement "
        "end_agreement terminate_agreement grant_advance",
    )
    | _perms(
        "core",
        "decide_proposal decide_messageservice decide_ratelimit decide_personrequest manage_people",
    )
    | _perms(
        "leads", "approve_other_holder add_payeeaccount change_payeeaccount ask_account_change"
    )
    | _perms("parks", "verify_contribution decide_entryapplication overrule_review decide_member")
    | _perms("site", "decide_policyapplication pay_policyapplication")
    | _perms("dispatch", "decide_awardround")
)


def some_role_may(permission: str) -> bool:
    return any(permission in role.permissions for role in ROLES.values())


OUTSIDE = frozenset(code for code, role in ROLES.items() if not role.is_staff)
HOUSE = frozenset(ROLES) - OUTSIDE
SETTLED = frozenset({"enterprise"})
THREE_ADMINISTRATORS = frozenset(
    {"system_administrator", "security_administrator", "audit_administrator"}
)
# Two roles of a row's first and second set are never held by one person.
EXCLUSIVE = [
    ({"finance"}, {"leader"}),
    ({"auditor", "program"} | THREE_ADMINISTRATORS, set(ROLES)),
    (OUTSIDE, HOUSE),
    # who is paid for bringing a company does not report for it
    ({"enterprise"}, {"agency", "referrer"}),
]

# What roles were called before, as older rows of history have it.
FORMER = {"administrator": "security_administrator"}


def labels_of(codes) -> str:
    codes = set(codes)
    return listed(ROLES[code].label for code in ROLES if code in codes)
