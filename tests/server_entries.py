"""The entries of an invented server, questions that they answer, and general ones near them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.communities.entry import EntryText


@dataclass(frozen=True)
class Known:
    """An entry, and questions in other words that it answers."""

    title: str
    questions: tuple[str, ...]
    body: str
    asked: tuple[str, ...]

    @property
    def text(self) -> EntryText:
        return EntryText(self.title, self.questions, self.body)


KNOWN = (
    Known(
        "How to join the study group",
        (
            "how do I join the study group",
            "when does the study group meet",
            "study group sign up",
            "can I still get into the reading circle",
        ),
        (
            "The study group meets every Tuesday at 19:00 UK time in the Study Hall voice"
            " channel. To join, react with the book emoji to the pinned message in "
            "#study-group. Each round lasts eight weeks and new members may join in the "
            "first two."
        ),
        (
            "i want to be part of the study group, what do i do",
            "what time is study group",
            "is it too late to join the study circle this term",
            "study group day",
        ),
    ),
    Known(
        "Asking for a code review",
        (
            "where can I get my code reviewed",
            "how do I ask for a code review here",
            "can someone look at my pull request",
            "review channel rules",
        ),
        (
            "Post code for review in #code-review, one thread a request. Say what the "
            "code does, which language and version it uses, and what worries you. Keep it"
            " under 200 lines, or link the pull request. Reviewers answer within two "
            "days."
        ),
        (
            "someone pls check my code",
            "which channel for code reviews",
            "where do i post my PR for feedback",
            "how big can my code be for a review request",
        ),
    ),
    Known(
        "Free hosting for members",
        (
            "does this server offer free hosting",
            "how do I get hosting credit",
            "can I deploy my project on the community VPS",
            "sponsored hosting",
        ),
        (
            "Members with the Builder role get a small virtual machine at our sponsor for"
            " six months. Apply with the form in #hosting and describe your project in "
            "three sentences. The moderators look at requests on the first of each month."
        ),
        (
            "where can i host my project for free here",
            "how do i apply for the community vps",
            "do builders get a server",
            "when are hosting requests looked at",
        ),
    ),
    Known(
        "Friday mock interviews",
        (
            "how do mock interviews work here",
            "when are the mock interviews",
            "can I practise an interview with someone",
            "sign me up for a mock interview",
        ),
        (
            "Mock interviews take place on Fridays at 18:00 UTC. Put your name on the "
            "list in #mock-interviews before Thursday noon. Each takes 45 minutes: 30 of "
            "questions and 15 of feedback from a mentor."
        ),
        (
            "i'd like to do a practice interview on friday",
            "mock interview sign up",
            "how long is a mock interview",
            "who gives the feedback in mock interviews",
        ),
    ),
    Known(
        "Lanternfish: setting up the project",
        (
            "how do I set up Lanternfish",
            "Lanternfish local setup",
            "Lanternfish docker compose fails",
            "how to run the community project",
        ),
        (
            "Lanternfish is this server's shared project. Clone the repository, copy "
            "`.env.sample` to `.env`, and run `make up`: it starts PostgreSQL 16 and the "
            "API on port 8080. The seed data is loaded by `make seed`. If port 5432 is "
            "taken, set `LF_DB_PORT` in `.env`."
        ),
        (
            "how do i get lanternfish running on my laptop",
            "lanternfish port already in use",
            "where is the seed data for lanternfish",
            "setup instructions for our community project",
        ),
    ),
    Known(
        "Lanternfish: branches and commits",
        (
            "how do we name branches in Lanternfish",
            "Lanternfish commit message format",
            "which branch do I open a pull request against in Lanternfish",
            "Lanternfish branching",
        ),
        (
            "Branches in Lanternfish are named `topic/short-name` and start from "
            "`develop`. Open pull requests against `develop`; two approvals are needed. "
            "Commit messages begin with the area in square-free form, such as `api: limit"
            " uploads`."
        ),
        (
            "what should i call my lanternfish branch",
            "how many approvals does a lanternfish PR need",
            "do we merge into main or develop in lanternfish",
            "commit style lanternfish",
        ),
    ),
    Known(
        "The shared PostgreSQL sandbox",
        (
            "what is the address of the practice database",
            "how do I connect to the sandbox database",
            "sandbox postgres password",
            "can I use the server's database to practise SQL",
        ),
        (
            "A PostgreSQL sandbox for practice runs at sandbox.example.org on port 5433. "
            "Ask in #sandbox for an account; it is made within a day. Databases are wiped"
            " every Sunday at midnight UTC, so keep nothing there that matters."
        ),
        (
            "how do i get an account on the sandbox db",
            "my tables in the sandbox vanished",
            "which port does the sandbox use",
            "practice database login",
        ),
    ),
    Known(
        "Job offers and self-promotion",
        (
            "where may I post a job offer",
            "can I advertise my course",
            "is self promotion allowed",
            "job posting rules",
        ),
        (
            "Job offers belong in #jobs and must state the salary range and the country. "
            "Self-promotion is allowed once a month in #showcase. Unsolicited direct "
            "messages with offers lead to a ban."
        ),
        (
            "am i allowed to share my youtube channel",
            "my company is hiring, where do i post it",
            "do job posts need a salary",
            "someone dmed me a job offer is that ok",
        ),
    ),
    Known(
        "Becoming a mentor",
        (
            "how do I become a mentor",
            "mentor role requirements",
            "what do mentors do in this server",
            "apply to be a mentor",
        ),
        (
            "Mentors are members who have helped in the server for three months and have "
            "two years of work experience. Apply by messaging the moderators with two "
            "threads in which you helped. Mentors take part in at least one mock "
            "interview a month."
        ),
        (
            "how can i get the mentor role",
            "what does it take to be mentor here",
            "requirements for mentors",
            "i have 3 yrs experience and want to mentor people here",
        ),
    ),
    Known(
        "Homework and exam questions",
        (
            "can I ask homework questions",
            "will you do my assignment",
            "exam help rules",
            "is it ok to post university tasks",
        ),
        (
            "Homework questions are welcome when you show what you tried. Nobody here "
            "writes an assignment for you. Questions from a running exam are deleted, and"
            " a second attempt leads to a timeout of a week."
        ),
        (
            "are uni assignments allowed in here",
            "posting my coursework, is that fine",
            "what happens if i post exam questions",
            "homework rule",
        ),
    ),
    Known(
        "The Leeds meet-up",
        (
            "when is the Leeds meetup",
            "is there a meetup in person",
            "where do we meet in Leeds",
            "next meetup",
        ),
        (
            "The meet-up in Leeds is on the last Thursday of each month at 18:30 in the "
            "Brewery Tap, upstairs. No sign-up is needed. Talks of ten minutes are "
            "welcome: tell @ravi a week before."
        ),
        (
            "do you guys meet irl",
            "what pub is the leeds meet up in",
            "how do i give a talk at the meetup",
            "meetup this month?",
        ),
    ),
    Known(
        "Courses this server recommends",
        (
            "which course do you recommend for beginners",
            "what course should I take first according to this server",
            "recommended courses list",
            "is there a course list",
        ),
        (
            "The moderators recommend CS50x first, then the Full Stack Open parts on "
            "back-end work. The pinned list in #courses has reviews by members. Paid "
            "courses are only listed where at least five members finished them."
        ),
        (
            "what course do the mods recommend",
            "where's the list of courses",
            "are there member reviews of courses",
            "which paid courses are on the list",
        ),
    ),
    Known(
        "Naming of our API errors",
        (
            "what is our error format",
            "which fields does a Lanternfish error have",
            "how do I return an error from the Lanternfish API",
        ),
        (
            "Every error of the Lanternfish API is an object with `code`, `detail` and "
            "`trace`. The code is an upper-case word such as `LIMIT_REACHED`. Never put a"
            " database message into `detail`."
        ),
        (
            "what should error responses look like in lanternfish",
            "lanternfish error fields",
            "may i return the db error to the client in lanternfish",
        ),
    ),
    Known(
        "Redis in this community's stack",
        (
            "why do we use Valkey and not Redis",
            "do we use Redis in Lanternfish",
            "Valkey or Redis here",
        ),
        (
            "Lanternfish uses Valkey 8 since the licence of Redis changed in 2024. The "
            "container is named `lf-cache`. Keys carry the prefix `lf:` and live for at "
            "most a day."
        ),
        (
            "which cache does lanternfish use",
            "prefix of cache keys in our project",
            "is it valkey or redis in this project",
        ),
    ),
)

GENERAL = (
    "how do git branches work",
    "what is a code review",
    "how to write good commit messages",
    "how do i set up docker compose",
    "docker compose fails with port already in use",
    "what should an API error response look like",
    "redis vs valkey",
    "which cache should i use",
    "how do I connect to a postgres database",
    "best backend course for beginners",
    "how do i practise sql",
    "where can i host a small python api for free",
    "how do mock interviews help",
    "how do i prepare for a backend interview",
    "how do i become a senior developer",
    "what does a mentor do",
    "how to find a mentor",
    "should i add salary range to job offers",
    "how to get my first backend job",
    "how do i join two tables",
    "how do I name branches",
    "how many approvals should a PR have",
    "what is seed data",
    "how do i deploy on a VPS",
    "is it ok to use chatgpt for homework",
    "how do i study effectively",
    "how long is a technical interview",
    "can a junior review code",
    "what is a pull request",
    "how do I return errors from my API",
    "how do I put a password on postgres",
    "what are key prefixes in redis",
    "how to run a project locally",
    "how do i open a pull request",
    "what to do in a group project",
    "how long should a pull request be",
    "why did redis change its license",
    "which branch should i merge into",
)
