"""Addresses of this slice; allauth's own stand beside them under /accounts/."""

from django.urls import path

from retention_portal.accounts import views, views_people

app_name = "accounts"
urlpatterns = [
    path("second-factor/", views.second_factor_needed, name="second_factor_needed"),
    path("request-access/", views.request_access, name="request_access"),
    path("stay/", views.stay, name="stay"),
    path("demo-sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("people/", views_people.people_list, name="people_list"),
    path("people/<int:pk>/switch/", views_people.person_switch, name="person_switch"),
    path("roles/<int:pk>/take-away/", views_people.membership_end, name="membership_end"),
    path("invitations/", views_people.invitation_list, name="invitation_list"),
    path("invitations/new/", views_people.invitation_new, name="invitation_new"),
    path("invitations/<int:pk>/withdraw/", views_people.invitation_revoke, name="invitation_revoke"),
    path("invitations/for-me/<int:pk>/", views.invitation_for_me, name="invitation_for_me"),
    path("invitations/<str:token>/", views.invitation_accept, name="invitation_accept"),
]
