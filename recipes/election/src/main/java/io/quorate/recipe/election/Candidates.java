package io.quorate.recipe.election;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.Timer;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.LeaderView.Leaderless;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who wants to lead, in the order in which they would; the leader stays among them. */
final class Candidates {
    /** By candidacy. */
    static final Table<Long, Candidate> CANDIDATES = Table.of("candidates", Long.class, Candidate.class);

    /** Each candidate once, in order. */
    static final Table<Place, Seat> SEATS = Table.of("seats", Place.class, Seat.class);

    /** Each candidate once, by session. */
    static final Table<Member, Boolean> MEMBERS = Table.of("members", Member.class, Boolean.class);

    static final Cell<Integer> COUNT = Cell.of("count", Integer.class);

    /** Calls of candidates for one term. */
    static final Tickets<Note, Elected> WAITING = Tickets.of("waiting", Note.class, Elected.class);

    /** Runs for a candidate that resigned, under the number of its candidacy. */
    static final Timer<Cooled> COOL_DOWN = Timer.of("cool-down", Cooled.class);

    private static final int PAGE = 100;

    /** Whose place it is; the name is that of the candidate, so that those who may not lead are passed over quickly. */
    record Seat(long candidacy, String name) {}

    /** A candidacy of a session. */
    record Member(long session, long candidacy) {}

    /** The candidacy that waits. */
    record Note(long candidacy) {}

    /** The candidacy that may lead again. */
    record Cooled(long candidacy) {}

    private Candidates() {}

    static void add(ApplyContext context, Candidate candidate) {
        int before = count(context);
        if (before == ElectionContract.MAX_CANDIDATES) {
            throw new RecipeException(
                    ElectionContract.ELECTION_FULL,
                    "'" + context.instance() + "' has " + before + " candidates, as many as an election may have");
        }
        COUNT.set(context, before + 1);
        CANDIDATES.put(context, candidate.candidacy(), candidate);
        SEATS.put(context, candidate.place(), seat(candidate));
        MEMBERS.put(context, member(candidate), true);
        context.bind(candidate.session());
    }

    private static int count(QueryContext context) {
        return COUNT.get(context).orElse(0);
    }

    private static Seat seat(Candidate candidate) {
        return new Seat(candidate.candidacy(), candidate.name());
    }

    private static Member member(Candidate candidate) {
        return new Member(candidate.session().value(), candidate.candidacy());
    }

    static void remove(ApplyContext context, Candidate candidate) {
        CANDIDATES.remove(context, candidate.candidacy());
        SEATS.remove(context, candidate.place());
        MEMBERS.remove(context, member(candidate));
        if (candidate.coolUntilMillis().isPresent()) {
            COOL_DOWN.cancel(context, candidate.candidacy());
        }
        if (MEMBERS.withPrefix(context, 1, candidate.session().value()).isEmpty()) {
            context.unbind(candidate.session());
        }
        Optional<Ticket<Note, Elected>> waits = ticket(context, candidate.candidacy());
        if (waits.isPresent()) {
            waits.get()
                    .refuse(
                            context,
                            ElectionContract.NOT_CANDIDATE,
                            "candidacy " + candidate.candidacy() + " of '" + context.instance() + "' was ended");
        }
        int left = count(context) - 1;
        if (left > 0) {
            COUNT.set(context, left);
        } else {
            COUNT.clear(context);
        }
    }

    /** Writes a candidate that has changed. */
    static void replace(ApplyContext context, Candidate before, Candidate after) {
        CANDIDATES.put(context, after.candidacy(), after);
        if (!before.place().is(after.place())) {
            SEATS.remove(context, before.place());
            SEATS.put(context, after.place(), seat(after));
        }
    }

    static void cool(ApplyContext context, Candidate candidate, long millis) {
        replace(context, candidate, candidate.coolingUntil(context.logTimeMillis() + millis));
        COOL_DOWN.set(context, candidate.candidacy(), millis, new Cooled(candidate.candidacy()));
    }

    static Optional<Candidate> find(QueryContext context, long candidacy) {
        return CANDIDATES.get(context, candidacy);
    }

    /** @throws RecipeException {@link ElectionContract#NOT_CANDIDATE} */
    static Candidate require(QueryContext context, long candidacy) {
        Optional<Candidate> found = find(context, candidacy);
        if (found.isEmpty()) {
            throw new RecipeException(
                    ElectionContract.NOT_CANDIDATE,
                    "'" + context.instance() + "' has no candidacy " + candidacy
                            + "; `describe` lists those that it has");
        }
        return found.get();
    }

    static List<Candidate> of(QueryContext context, SessionId session) {
        List<Candidate> found = new ArrayList<>();
        for (Table.Row<Member, Boolean> row :
                MEMBERS.withPrefix(context, ElectionContract.MAX_CANDIDATES, session.value())) {
            found.add(require(context, row.key().candidacy()));
        }
        return found;
    }

    /** Who would lead: the first that may. */
    static Optional<Candidate> first(QueryContext context) {
        // In most elections the first may.
        List<Table.Row<Place, Seat>> page = SEATS.page(context, Optional.empty(), 1);
        while (!page.isEmpty()) {
            Place last = page.get(page.size() - 1).key();
            for (Table.Row<Place, Seat> row : page) {
                if (row.key().cools()) {
                    return Optional.empty();
                }
                if (Admission.barred(context, row.value().name()).isEmpty()) {
                    return find(context, row.value().candidacy());
                }
            }
            page = SEATS.page(context, Optional.of(last), PAGE);
        }
        return Optional.empty();
    }

    /** Why a candidate may not lead, if it may not. */
    static Optional<Leaderless> barred(QueryContext context, Candidate candidate) {
        return candidate.coolUntilMillis().isPresent()
                ? Optional.of(Leaderless.COOLING_DOWN)
                : Admission.barred(context, candidate.name());
    }

    /** It was a candidate for one term, and its call does not wait any more: it has had that term, or its session is ending. */
    static boolean isOver(QueryContext context, Candidate candidate) {
        // The call that is being applied has no ticket yet.
        return candidate.oneTerm()
                && candidate.candidacy() != context.revision()
                && ticket(context, candidate.candidacy()).isEmpty();
    }

    /** The waiting call of a candidacy, which has the same number. */
    static Optional<Ticket<Note, Elected>> ticket(QueryContext context, long candidacy) {
        return WAITING.find(context, candidacy);
    }
}
