from retention_portal.core.vocabulary import CareerStage, Level, LossPhase, LossReason, Profession


def test_levels_inherit_upward() -> None:
    assert Level.L1.inherits == ()
    assert Level.L2.inherits == (Level.L1,)
    assert Level.L3.inherits == (Level.L1, Level.L2)
    assert Level.L2.inclusive == (Level.L1, Level.L2)
    assert [(level.value, level.label, level.gpriss_word) for level in Level] == [
        ("L1", "Career support for GPs", "person"),
        ("L2", "Practices and networks", "practice"),
        ("L3", "System", "system"),
    ]


def test_career_stages_have_the_banner_labels_and_gp_words() -> None:
    assert [(stage.value, stage.label) for stage in CareerStage] == [
        ("CS-TRN", "GP trainees"),
        ("CS-NQ", "Newly qualified"),
        ("CS-EMC", "Early-mid career"),
        ("CS-W5", "'Wise fives'"),
        ("CS-RET", "Returners"),
    ]
    assert CareerStage.WISE_FIVES.gp_wording == "planning my last years in practice"
    assert CareerStage.RETURNER.gp_wording == "coming back"


def test_no_gp_wording_uses_a_word_that_gps_are_not_to_read() -> None:
    forbidden = ("wise", "returner", "retention", "retained")
    assert not [s for s in CareerStage if any(word in s.gp_wording.lower() for word in forbidden)]


def test_every_stage_is_found_by_its_other_names() -> None:
    assert all(stage.also_called for stage in CareerStage)
    assert "approaching retirement" in CareerStage.WISE_FIVES.also_called
    assert "First5" in CareerStage.NEWLY_QUALIFIED.also_called


def test_loss_reasons_are_the_thirteen_of_the_handbook_by_phase() -> None:
    by_phase = {phase: [r.value for r in LossReason if r.phase is phase] for phase in LossPhase}
    assert by_phase == {
        LossPhase.TRAINING: ["LR-T-01", "LR-T-02", "LR-T-03"],
        LossPhase.TRANSITION: ["LR-N-01", "LR-N-02", "LR-N-03"],
        LossPhase.QUALIFIED: ["LR-Q-01", "LR-Q-02", "LR-Q-03"],
        LossPhase.THROUGHOUT: ["LR-X-01", "LR-X-02", "LR-X-03", "LR-X-04"],
    }


def test_loss_reasons_know_their_career_stages() -> None:
    assert LossReason.LR_T_02.career_stages == (CareerStage.TRAINEE,)
    assert LossReason.LR_N_01.career_stages == (CareerStage.NEWLY_QUALIFIED,)
    assert LossReason.LR_Q_01.career_stages == (CareerStage.EARLY_MID_CAREER, CareerStage.WISE_FIVES)
    assert LossReason.LR_X_04.career_stages == tuple(CareerStage)


def test_emigration_stands_twice_on_purpose() -> None:
    assert [r.value for r in LossReason if r.label == "Emigration"] == ["LR-N-01", "LR-Q-01"]


def test_professions_include_the_twelve_of_the_partnership_scheme_and_the_practice_manager() -> None:
    outside = {Profession.GP_TRAINEE, Profession.PRACTICE_MANAGER, Profession.OTHER}
    assert len(set(Profession) - outside) == 12, "N2PP-R01"
    assert [p for p in Profession if p.is_gp] == [Profession.GP, Profession.GP_TRAINEE]
