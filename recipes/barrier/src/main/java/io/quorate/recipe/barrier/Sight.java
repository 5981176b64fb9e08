package io.quorate.recipe.barrier;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.barrier.api.BarrierContract.Describe;
import io.quorate.recipe.barrier.api.BarrierDescription;
import io.quorate.recipe.barrier.api.BarrierDescription.Inside;
import io.quorate.recipe.barrier.api.BarrierDescription.Member;
import io.quorate.recipe.barrier.api.BarrierDescription.Waiter;
import io.quorate.recipe.barrier.api.BarrierKind;
import io.quorate.recipe.barrier.api.LossPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What others see of an instance. */
final class Sight {
    private static final int LISTED = BarrierDescription.MAX_LISTED;

    private Sight() {}

    static BarrierDescription describe(QueryContext context, Describe request) {
        Optional<Stage> stage = Stage.CELL.get(context);
        if (stage.isEmpty()) {
            return of(context, Optional.empty(), 0, 0, 0, Optional.empty(), Optional.empty(), List.of(), List.of());
        }
        Optional<BarrierKind> kind = Optional.of(stage.get().kind());
        if (stage.get() instanceof Meeting meeting) {
            return of(
                    context,
                    kind,
                    meeting.generation(),
                    meeting.parties(),
                    meeting.missing(),
                    Optional.of(meeting.policy()),
                    meeting.inside().map(in -> new Inside(in.generation(), in.entered(), in.present(), in.lost())),
                    waiting(context, Meetings.WAITING),
                    inside(context));
        }
        if (stage.get() instanceof Phases phases) {
            return of(
                    context,
                    kind,
                    phases.phase(),
                    phases.parties(),
                    phases.parties() - phases.arrived(),
                    Optional.of(phases.policy()),
                    Optional.empty(),
                    waiting(context, Phasers.WAITING),
                    registered(context, phases.phase()));
        }
        Latch latch = (Latch) stage.get();
        return of(
                context,
                kind,
                latch.generation(),
                latch.initial(),
                latch.count(),
                Optional.empty(),
                Optional.empty(),
                waiting(context, Latches.WAITING),
                List.of());
    }

    private static BarrierDescription of(
            QueryContext context,
            Optional<BarrierKind> kind,
            long generation,
            int parties,
            int missing,
            Optional<LossPolicy> policy,
            Optional<Inside> inside,
            List<Waiter> waiting,
            List<Member> members) {
        return new BarrierDescription(
                kind,
                generation,
                parties,
                missing,
                policy,
                inside,
                context.logTimeMillis(),
                first(waiting),
                waiting.size() > LISTED,
                first(members),
                members.size() > LISTED);
    }

    private static <T> List<T> first(List<T> some) {
        List<T> listed = new ArrayList<>();
        for (int i = 0; i < Math.min(LISTED, some.size()); i++) {
            listed.add(some.get(i));
        }
        return listed;
    }

    private static <R extends Record> List<Waiter> waiting(QueryContext context, Tickets<Note, R> tickets) {
        List<Waiter> waiting = new ArrayList<>();
        for (Ticket<Note, R> ticket : tickets.after(context, 0, LISTED + 1)) {
            waiting.add(new Waiter(
                    waiting.size() + 1,
                    ticket.session(),
                    ticket.note().label(),
                    ticket.sinceMillis(),
                    ticket.deadlineMillis()));
        }
        return waiting;
    }

    private static List<Member> inside(QueryContext context) {
        List<Member> inside = new ArrayList<>();
        for (Table.Row<Meetings.Key, Note> row : Meetings.MEMBERS.page(context, Optional.empty(), LISTED + 1)) {
            inside.add(
                    new Member(new SessionId(row.key().session()), row.value().label(), false));
        }
        return inside;
    }

    private static List<Member> registered(QueryContext context, long phase) {
        List<Member> registered = new ArrayList<>();
        for (Table.Row<Phasers.Key, Phasers.Party> row : Phasers.PARTIES.page(context, Optional.empty(), LISTED + 1)) {
            Phasers.Party party = row.value();
            registered.add(new Member(new SessionId(row.key().session()), party.label(), party.arrivedIn() == phase));
        }
        return registered;
    }
}
