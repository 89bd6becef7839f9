"""Addresses of work and learning."""

from django.urls import path

from schemes.opportunities import (
    views,
    views_alerts,
    views_moderate,
    views_peers,
    views_post,
    views_talk,
)
from schemes.opportunities.urls_places import urlpatterns_places

app_name = "opportunities"
urlpatterns = [
    path("", views.browse, name="browse"),
    path("list.csv", views.browse_csv, name="browse_csv"),
    path("feed/", views.feed, name="feed"),
    path("<int:opportunity_id>/", views.detail, name="detail"),
    path("posts/", views_post.posts, name="posts"),
    path("posts/new/", views_post.post_new, name="post_new"),
    path("<int:opportunity_id>/manage/", views_post.manage, name="manage"),
    path("<int:opportunity_id>/change/", views_post.post_edit, name="post_edit"),
    path("<int:opportunity_id>/dates/", views_post.date_add, name="date_add"),
    path("dates/<int:date_id>/remove/", views_post.date_remove, name="date_remove"),
    path("<int:opportunity_id>/submit/", views_post.submit, name="submit"),
    path("<int:opportunity_id>/still-right/", views_post.verify, name="verify"),
    path("<int:opportunity_id>/close/", views_post.close, name="close"),
    path("moderate/", views_moderate.moderate, name="moderate"),
    path("<int:opportunity_id>/publish/", views_moderate.publish, name="publish"),
    path("<int:opportunity_id>/send-back/", views_moderate.send_back, name="send_back"),
    path("<int:opportunity_id>/merge/<int:other_id>/", views_moderate.merge, name="merge"),
    path("searches/", views_alerts.searches, name="searches"),
    path("searches/new/", views_alerts.search_new, name="search_new"),
    path("searches/<int:search_id>/", views_alerts.search_change, name="search_change"),
    path("stop/<str:token>/", views_alerts.stop, name="stop"),
    path("networks/", views_peers.networks, name="networks"),
    path("networks/look-after/", views_peers.networks_manage, name="networks_manage"),
    path("networks/new/", views_peers.network_new, name="network_new"),
    path("networks/<int:network_id>/", views_peers.network, name="network"),
    path("networks/<int:network_id>/join/", views_peers.network_join, name="network_join"),
    path("networks/<int:network_id>/leave/", views_peers.network_leave, name="network_leave"),
    path("networks/<int:network_id>/mails/", views_peers.network_mails, name="network_mails"),
    path("networks/<int:network_id>/post/", views_peers.network_post, name="network_post"),
    path("networks/<int:network_id>/meet/", views_peers.meeting_new, name="meeting_new"),
    path("networks/<int:network_id>/host/", views_peers.network_host, name="network_host"),
    path("networks/<int:network_id>/close/", views_peers.network_close, name="network_close"),
    path("networks/posts/<int:post_id>/", views_peers.post_change, name="post_change"),
    path("networks/meetings/<int:meeting_id>/cancel/", views_peers.meeting_cancel, name="meeting_cancel"),
    path("talk/", views_talk.talk, name="talk"),
    path("talk/teams/new/", views_talk.team_new, name="team_new"),
    path("talk/teams/<int:team_id>/", views_talk.team, name="team"),
    path("talk/teams/<int:team_id>/change/", views_talk.team_change, name="team_change"),
    path("talk/teams/<int:team_id>/ask/", views_talk.talk_ask, name="talk_ask"),
    path("talk/<int:conversation_id>/", views_talk.conversation, name="conversation"),
    path("talk/<int:conversation_id>/times/<int:time_id>/", views_talk.time_choose, name="time_choose"),
    path(
        "talk/<int:conversation_id>/<str:change>/", views_talk.conversation_change, name="conversation_change"
    ),
    *urlpatterns_places,
]
