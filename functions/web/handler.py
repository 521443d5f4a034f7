"""The pages that people see. Importing a module declares its pages on the site."""

# ruff: noqa: F401
import functions.web.association.centres
import functions.web.association.checking
import functions.web.association.files
import functions.web.association.home
import functions.web.association.imports
import functions.web.association.people
import functions.web.association.reports
import functions.web.association.season
import functions.web.candidate.choosing
import functions.web.candidate.deferrals
import functions.web.candidate.details
import functions.web.candidate.files
import functions.web.candidate.getting_in
import functions.web.candidate.home
import functions.web.candidate.leaving
import functions.web.candidate.own_data
import functions.web.candidate.papers
import functions.web.candidate.password
import functions.web.candidate.sending
import functions.web.centre.api_keys
import functions.web.centre.file
import functions.web.centre.late_payments
import functions.web.centre.payments
import functions.web.centre.prevalidation
import functions.web.centre.received
import functions.web.centre.refusal
import functions.web.centre.settings
import functions.web.centre.sittings
import functions.web.centre.statement
import functions.web.developers.reference
import functions.web.services
import functions.web.team.signing_in
from functions.web.pages import site

lambda_handler = site.handler
