"""Addresses of places."""

from django.urls import path

from schemes.opportunities import views_attendance, views_places

urlpatterns_places = [
    path("<int:opportunity_id>/book/", views_places.book, name="book"),
    path("<int:opportunity_id>/dates.ics", views_places.dates_file, name="dates_file"),
    path("entries/<int:entry_id>/leave/", views_places.leave_list, name="leave_list"),
    path("bookings/", views_places.bookings, name="bookings"),
    path("bookings/<int:booking_id>/", views_places.booking, name="booking"),
    path("bookings/<int:booking_id>/cancel/", views_places.cancel, name="booking_cancel"),
    path("bookings/<int:booking_id>/cover/<int:date_id>/", views_places.cover, name="booking_cover"),
    path("bookings/<int:booking_id>/certificate/", views_places.certificate_page, name="certificate"),
    path("calendar/", views_places.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views_places.calendar_file, name="calendar_file"),
    path("<int:opportunity_id>/booking/", views_attendance.booking_set, name="booking_set"),
    path("<int:opportunity_id>/people/", views_attendance.people, name="people"),
    path("<int:opportunity_id>/people.csv", views_attendance.people_csv, name="people_csv"),
    path("bookings/<int:booking_id>/out/", views_attendance.person_out, name="person_out"),
    path("entries/<int:entry_id>/priority/", views_attendance.priority, name="entry_priority"),
    path("dates/<int:date_id>/attendance/", views_attendance.attendance, name="attendance"),
    path("dates/<int:date_id>/door/", views_attendance.door, name="door"),
    path("check-in/<str:token>/", views_attendance.check_in, name="check_in"),
]
