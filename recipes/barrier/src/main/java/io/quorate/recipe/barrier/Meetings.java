package io.quorate.recipe.barrier;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.barrier.Meeting.Inside;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Broken;
import io.quorate.recipe.barrier.api.BarrierContract.Emptied;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Passed;
import io.quorate.recipe.barrier.api.BarrierKind;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.recipe.barrier.api.Lost;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cyclic and double barriers. Those that wait are the generation that gathers: whatever completes or breaks it answers all of them in the
 * same entry. Others wait for a double barrier only while a generation is inside, and then they are the next one.
 */
final class Meetings {
    static final Tickets<Note, Passage> WAITING = Tickets.of("waiting", Note.class, Passage.class);

    /** Those that have left a double barrier, and wait for the others to leave. */
    static final Tickets<Note, Left> LEAVING = Tickets.of("leaving", Note.class, Left.class);

    /** Parties that are in a double barrier. */
    static final Table<Key, Note> MEMBERS = Table.of("members", Key.class, Note.class);

    /** Names a party that is inside, those of one session beside each other. */
    record Key(long session, int position) {}

    private Meetings() {}

    static Outcome<Passage> await(ApplyContext context, Arrival request) {
        return arrive(context, BarrierKind.CYCLIC, request);
    }

    static Outcome<Passage> enter(ApplyContext context, Arrival request) {
        return arrive(context, BarrierKind.DOUBLE, request);
    }

    private static Outcome<Passage> arrive(ApplyContext context, BarrierKind kind, Arrival request) {
        Meeting before = at(context, Meeting.of(kind, request.parties(), request.policy()));
        if (before.arrived() > 0 && before.missing() == 0) {
            throw Losses.full(context, "all parties of the next generation");
        }
        Meeting meeting = before.joinedBy(context.session(), context.revision());
        if (meeting.isComplete() && dropUntold(context, before)) {
            return arrive(context, kind, request);
        }
        if (meeting.isComplete()) {
            pass(context, meeting);
            if (kind == BarrierKind.DOUBLE) {
                goIn(context, context.session(), meeting.arrived(), new Note(request.label()));
            }
            return Outcome.reply(passage(context, meeting, context.session(), meeting.arrived()));
        }
        if (request.waitMillis() == 0) {
            throw Losses.notYet(context, meeting.missing() + " of " + meeting.parties() + " parties");
        }
        Stage.keep(context, meeting);
        Presence.change(context, context.session(), 1, 0);
        return WAITING.park(context, new Note(request.label()), request.waitMillis());
    }

    private static Meeting at(QueryContext context, Meeting asked) {
        Optional<Stage> stage = Stage.CELL.get(context);
        if (stage.isEmpty()) {
            return asked;
        }
        if (stage.get() instanceof Meeting meeting && meeting.isSame(asked)) {
            return meeting;
        }
        throw Stage.mismatch(context, stage.get(), asked.shown());
    }

    /** Answers all that wait, and lets them in if there is an inside. */
    private static void pass(ApplyContext context, Meeting meeting) {
        boolean stays = meeting.kind() == BarrierKind.DOUBLE;
        int position = 0;
        for (Ticket<Note, Passage> ticket : WAITING.after(context, 0, BarrierContract.MAX_PARTIES)) {
            position++;
            ticket.complete(context, passage(context, meeting, ticket.session(), position));
            Presence.change(context, ticket.session(), -1, 0);
            if (stays) {
                goIn(context, ticket.session(), position, ticket.note());
            }
        }
        context.emit(new Passed(meeting.generation(), meeting.arrived()));
        Inside inside = new Inside(
                context.token(), meeting.generation(), meeting.arrived(), meeting.arrived(), Optional.empty());
        Stage.keep(context, meeting.dispersed().with(stays ? Optional.of(inside) : Optional.empty()));
    }

    private static void goIn(ApplyContext context, SessionId session, int position, Note note) {
        MEMBERS.put(context, new Key(session.value(), position), note);
        Presence.change(context, session, 0, 1);
    }

    private static Passage passage(ApplyContext context, Meeting meeting, SessionId session, int position) {
        return new Passage(context.token(), session, meeting.generation(), meeting.arrived(), position);
    }

    static Outcome<Left> leave(ApplyContext context, Leave request) {
        Optional<Key> member = member(context, context.session(), request.token(), request.position());
        if (member.isEmpty()) {
            throw new RecipeException(
                    BarrierContract.NOT_A_PARTY,
                    "the caller is not in '" + context.instance() + "' with token " + request.token()
                            + ": it has left, or its session ended");
        }
        Inside left = goOut(context, context.session(), member.get());
        boolean done = left.present() == 0 || left.lost().isPresent();
        return done || request.waitMillis() == 0
                ? Outcome.reply(new Left(left.generation(), left.present(), left.lost()))
                : LEAVING.park(context, new Note(""), request.waitMillis());
    }

    /** A party of the session that is inside with this token; position 0 is the first one. */
    private static Optional<Key> member(QueryContext context, SessionId session, FencingToken token, int position) {
        Optional<Inside> inside = find(context).flatMap(meeting -> meeting.inside());
        if (inside.isEmpty() || !inside.get().token().equals(token)) {
            return Optional.empty();
        }
        Optional<Key> first =
                MEMBERS.firstFrom(context, new Key(session.value(), position)).map(row -> row.key());
        return first.filter(key -> key.session() == session.value() && (position == 0 || key.position() == position));
    }

    private static Inside goOut(ApplyContext context, SessionId session, Key member) {
        MEMBERS.remove(context, member);
        Presence.change(context, session, 0, -1);
        Meeting meeting = find(context).orElseThrow();
        Inside left = meeting.inside().orElseThrow().without(1);
        leftBehind(context, meeting, left);
        return left;
    }

    /** Keeps those that are inside still, or lets the next generation in. */
    private static void leftBehind(ApplyContext context, Meeting meeting, Inside left) {
        if (left.present() > 0) {
            Stage.keep(context, meeting.with(Optional.of(left)));
            return;
        }
        answerLeaving(context, left);
        context.emit(new Emptied(left.generation()));
        goOn(context, meeting.with(Optional.empty()));
    }

    private static void answerLeaving(ApplyContext context, Inside inside) {
        for (Ticket<Note, Left> ticket : LEAVING.after(context, 0, BarrierContract.MAX_PARTIES)) {
            ticket.complete(context, new Left(inside.generation(), inside.present(), inside.lost()));
        }
    }

    private static void goOn(ApplyContext context, Meeting meeting) {
        Stage.keep(context, meeting);
        if (meeting.isComplete() && !dropUntold(context, meeting)) {
            pass(context, meeting);
        }
    }

    /** It came in without knowing, and goes out again. */
    static void abandoned(ApplyContext context, Passage passage) {
        member(context, passage.session(), passage.token(), passage.position())
                .ifPresent(member -> goOut(context, passage.session(), member));
    }

    static void givenUp(ApplyContext context, Ticket<Note, Passage> ticket) {
        Presence.change(context, ticket.session(), -1, 0);
        loseWaiting(context, 1, Losses.of(context, ticket));
    }

    static void sessionEnded(ApplyContext context, SessionId session, Presence had) {
        // Those that wait first: else the end of a generation could let in somebody who is not there any more.
        if (had.waiting() > 0) {
            loseWaiting(context, had.waiting(), Losses.ofSession(session));
        }
        if (had.inside() > 0) {
            loseInside(context, had.inside(), Losses.ofSession(session));
        }
    }

    /**
     * Loses parties whose calls ended while the instance was frozen, of which nobody was told: they must not make a generation complete.
     *
     * @return whether there were any
     */
    private static boolean dropUntold(ApplyContext context, Meeting meeting) {
        if (untold(context, meeting) == 0) {
            return false;
        }
        TreeMap<Long, Integer> calls = new TreeMap<>();
        for (Ticket<Note, Passage> ticket : WAITING.after(context, 0, BarrierContract.MAX_PARTIES)) {
            long session = ticket.session().value();
            calls.put(session, 1 + calls.getOrDefault(session, 0));
        }
        List<Table.Row<SessionId, Presence>> page = Presence.TABLE.page(context, Optional.empty(), Table.MAX_PAGE_ROWS);
        while (!page.isEmpty()) {
            SessionId last = page.get(page.size() - 1).key();
            for (Table.Row<SessionId, Presence> row : page) {
                dropUntold(context, row.key(), calls.getOrDefault(row.key().value(), 0));
            }
            page = Presence.TABLE.page(context, Optional.of(last), Table.MAX_PAGE_ROWS);
        }
        return true;
    }

    private static void dropUntold(ApplyContext context, SessionId session, int calls) {
        int gone = Presence.of(context, session).waiting() - calls;
        if (gone > 0) {
            Presence.change(context, session, -gone, 0);
            loseWaiting(context, gone, new Lost(session, "", Lost.Reason.TIMED_OUT));
        }
    }

    private static int untold(QueryContext context, Meeting meeting) {
        return meeting.arrived()
                - WAITING.after(context, 0, BarrierContract.MAX_PARTIES).size();
    }

    /** Loses parties whose tickets are gone. */
    private static void loseWaiting(ApplyContext context, int parties, Lost lost) {
        Optional<Meeting> found = find(context);
        // Of what ended while the instance was frozen, its generation may have broken before.
        int gone = found.isPresent() ? Math.min(parties, untold(context, found.get())) : 0;
        if (gone == 0) {
            return;
        }
        Meeting meeting = found.get();
        if (meeting.policy() == LossPolicy.SHRINK) {
            goOn(context, meeting.shrunkBy(lost.session(), gone));
            return;
        }
        String why = Losses.broken(context, meeting.generation(), lost);
        for (Ticket<Note, Passage> ticket : WAITING.after(context, 0, BarrierContract.MAX_PARTIES)) {
            ticket.refuse(context, BarrierContract.BROKEN, why);
            Presence.change(context, ticket.session(), -1, 0);
        }
        context.emit(new Broken(meeting.generation(), lost));
        Stage.keep(context, meeting.dispersed());
    }

    private static void loseInside(ApplyContext context, int gone, Lost lost) {
        Meeting meeting = find(context).orElseThrow();
        for (Table.Row<Key, Note> row :
                MEMBERS.withPrefix(context, gone, lost.session().value())) {
            MEMBERS.remove(context, row.key());
        }
        Inside left = meeting.inside().orElseThrow().without(gone);
        if (meeting.policy() == LossPolicy.BREAK && left.lost().isEmpty()) {
            left = left.brokenBy(lost);
            context.emit(new Broken(left.generation(), lost));
            answerLeaving(context, left);
        }
        leftBehind(context, meeting, left);
    }

    private static Optional<Meeting> find(QueryContext context) {
        Optional<Stage> stage = Stage.CELL.get(context);
        return stage.isPresent() && stage.get() instanceof Meeting meeting ? Optional.of(meeting) : Optional.empty();
    }
}
