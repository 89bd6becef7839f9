"""Addresses of pools for GPs, and of what both sides of a session share."""

from django.urls import path

from schemes.pools import views_after, views_gp, views_hours, views_join, views_mine

patterns = [
    path("sessions/", views_gp.sessions, name="sessions"),
    path("sessions/<int:session_id>/", views_gp.session, name="session"),
    path("sessions/<int:session_id>/take/", views_gp.take, name="take"),
    path("sessions/<int:session_id>/reserve/", views_gp.reserve, name="reserve"),
    path("reserve/<int:reserve_id>/<str:answer>/", views_gp.reserve_answer, name="reserve_answer"),
    path("mine/", views_mine.mine, name="mine"),
    path("mine/hours.csv", views_hours.my_hours, name="my_hours"),
    path("mine/calendar/<str:change>/", views_mine.calendar_change, name="calendar_change"),
    path("calendar/<str:token>.ics", views_mine.calendar, name="calendar"),
    path("warnings/<int:mark_id>/", views_mine.contest, name="contest"),
    path("bookings/<int:booking_id>/give-back/", views_mine.give_back, name="give_back"),
    path("bookings/<int:booking_id>/reconfirm/", views_mine.reconfirm, name="reconfirm"),
    path("bookings/<int:booking_id>/hours/", views_hours.timesheet, name="timesheet"),
    path("bookings/<int:booking_id>/hours/confirm/", views_hours.timesheet_confirm, name="timesheet_confirm"),
    path("bookings/<int:booking_id>/attendance/", views_hours.attendance, name="attendance"),
    path("bookings/<int:booking_id>/answer/", views_hours.application_answer, name="application_answer"),
    path("bookings/<int:booking_id>/correct/", views_after.attendance_correct, name="attendance_correct"),
    path("bookings/<int:booking_id>/rate/", views_after.rate, name="rate"),
    path("practice/<int:session_id>/book/", views_after.book_member, name="book_member"),
    path("day/<str:code>/", views_hours.day_sheet, name="day_sheet"),
    path("<int:pool_id>/hours/", views_hours.pool_hours, name="pool_hours"),
    path("join/", views_join.join, name="join"),
    path("join/<int:pool_id>/", views_join.join_pool, name="join_pool"),
]
