"""Addresses under /awards/."""

from django.urls import path

from schemes.awards import views, views_change, views_claims, views_mine, views_open

app_name = "awards"

urlpatterns = [
    path("", views.award_list, name="award_list"),
    path("csv/", views.award_csv, name="award_csv"),
    path("new/", views_open.award_new, name="award_new"),
    path("not-started/", views_open.not_started, name="not_started"),
    path("post/", views.post_month, name="post_month"),
    path("outcomes/", views.outcomes_page, name="outcomes"),
    path("mine/", views_mine.mine, name="mine"),
    path("still/<str:token>/", views_mine.still_in_post, name="still_in_post"),
    path("<int:award_id>/", views.award, name="award"),
    path("<int:award_id>/ledger/", views.ledger_csv, name="ledger_csv"),
    path("<int:award_id>/pattern/", views_change.pattern, name="pattern"),
    path("<int:award_id>/pause/", views_change.pause, name="pause"),
    path("<int:award_id>/resume/", views_change.resume, name="resume"),
    path("<int:award_id>/review/", views_change.review, name="review"),
    path("<int:award_id>/end/", views_change.end, name="end"),
    path("<int:award_id>/cancel/", views_change.cancel, name="cancel"),
    path("<int:award_id>/settle/", views_change.settle, name="settle"),
    path("<int:award_id>/claim/", views_claims.claim_month, name="claim_month"),
    path("<int:award_id>/claim/cost/", views_claims.claim_cost, name="claim_cost"),
    path("claims/", views_claims.claim_list, name="claim_list"),
    path("claims/csv/", views_claims.claim_csv, name="claim_csv"),
    path("claims/<int:claim_id>/", views_claims.claim, name="claim"),
    path("claims/<int:claim_id>/evidence/", views_claims.evidence, name="evidence"),
    path("claims/<int:claim_id>/again/", views_claims.claim_again, name="claim_again"),
    path("claims/<int:claim_id>/withdraw/", views_claims.claim_withdraw, name="claim_withdraw"),
    path("claims/<int:claim_id>/confirm/", views_claims.claim_confirm, name="claim_confirm"),
    path("claims/<int:claim_id>/approve/", views_claims.claim_approve, name="claim_approve"),
    path("claims/<int:claim_id>/return/", views_claims.claim_return, name="claim_return"),
    path("claims/<int:claim_id>/pay/", views_claims.claim_pay, name="claim_pay"),
]
