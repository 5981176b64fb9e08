package io.quorate.recipe.election;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Timer;
import io.quorate.recipe.election.Candidates.Note;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.LeaderView.EndReason;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import io.quorate.recipe.election.api.LeaderView.HandOverReason;
import io.quorate.recipe.election.api.LeaderView.Leaderless;
import io.quorate.recipe.election.api.LeaderView.TermEnd;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who leads. Whatever ends a term begins the next in the same entry, so that nobody leads only when nobody may; and a leader that
 * is to make room keeps its term until it has stopped or its time is over.
 */
final class Terms {
    static final Cell<Term> TERM = Cell.of("term", Term.class);

    /** Runs while a hand-over is under way; the key is always {@link #ONLY}. */
    static final Timer<Due> HAND_OVER = Timer.of("hand-over", Due.class);

    private static final long ONLY = 0;

    /** The term that a timer ends. */
    record Due(FencingToken token) {}

    private Terms() {}

    static boolean isHeld(QueryContext context, FencingToken token) {
        Optional<Term> term = TERM.get(context);
        return term.isPresent() && term.get().token().value() == token.value();
    }

    static boolean leads(QueryContext context, long candidacy) {
        Optional<Term> term = TERM.get(context);
        return term.isPresent() && term.get().candidacy() == candidacy;
    }

    /**
     * Something has changed in who may lead: when nobody does, the first that may leads; a leader that may not, or that the challenger
     * precedes, is to hand over.
     */
    static void settle(ApplyContext context, Optional<Candidate> challenger) {
        Optional<Term> term = TERM.get(context);
        if (term.isEmpty()) {
            elect(context, OptionalLong.empty());
            tell(context, Optional.empty());
            return;
        }
        if (term.get().handOver().isPresent()) {
            return;
        }
        Candidate leader = Candidates.require(context, term.get().candidacy());
        Optional<Leaderless> barred = Candidates.barred(context, leader);
        if (barred.isPresent()) {
            HandOverReason reason =
                    barred.get().equals(Leaderless.EXCLUDED) ? HandOverReason.EXCLUDED : HandOverReason.NOT_PINNED;
            handOver(context, term.get(), reason, OptionalLong.empty(), leader.handOverMillis());
        } else if (challenger.isPresent()
                && challenger.get().priority() > leader.priority()
                && Candidates.barred(context, challenger.get()).isEmpty()) {
            handOver(context, term.get(), HandOverReason.PRIORITY, OptionalLong.empty(), leader.handOverMillis());
        }
    }

    /** Asks the leader to stop; one that was asked already keeps the time that it counts. */
    static void handOver(ApplyContext context, Term term, HandOverReason reason, OptionalLong to, long timeoutMillis) {
        Optional<HandOver> before = term.handOver();
        HandOver asked;
        if (before.isPresent()) {
            HandOver under = before.get();
            asked = new HandOver(reason, to, under.timeoutMillis(), under.prepared(), under.untilMillis());
        } else {
            long longest = ElectionContract.LONGEST_SILENCE_MILLIS + timeoutMillis;
            asked = new HandOver(reason, to, timeoutMillis, false, context.logTimeMillis() + longest);
            HAND_OVER.set(context, ONLY, longest, new Due(term.token()));
        }
        TERM.set(context, term.handingOver(asked));
        tell(context, Optional.empty());
    }

    /** The leader's client has heard that it is to stop; from now on its time counts. */
    static HandOver prepare(ApplyContext context, Term term, HandOver asked) {
        if (asked.prepared()) {
            return asked;
        }
        HandOver prepared = new HandOver(
                asked.reason(),
                asked.to(),
                asked.timeoutMillis(),
                true,
                context.logTimeMillis() + asked.timeoutMillis());
        TERM.set(context, term.handingOver(prepared));
        HAND_OVER.set(context, ONLY, asked.timeoutMillis(), new Due(term.token()));
        tell(context, Optional.empty());
        return prepared;
    }

    static void timeIsOver(ApplyContext context, Due due) {
        Optional<Term> term = TERM.get(context);
        if (term.isPresent() && term.get().token().equals(due.token())) {
            end(context, term.get(), EndReason.TIMED_OUT);
        }
    }

    /** Ends the term and begins the next, if somebody may lead. */
    static void end(ApplyContext context, Term term, EndReason reason) {
        if (term.token().equals(context.token())) {
            // Another recipe calls twice in one command: a second term would carry the same token.
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(), "a term cannot end in the command that began it: use a later one");
        }
        TERM.clear(context);
        OptionalLong to = OptionalLong.empty();
        if (term.handOver().isPresent()) {
            HAND_OVER.cancel(context, ONLY);
            to = term.handOver().get().to();
        }
        Optional<Candidate> leader = Candidates.find(context, term.candidacy());
        if (leader.isPresent() && leader.get().oneTerm()) {
            Candidates.remove(context, leader.get());
        }
        elect(context, to);
        tell(context, Optional.of(new TermEnd(term.token(), term.candidacy(), reason)));
    }

    private static void elect(ApplyContext context, OptionalLong preferred) {
        if (preferred.isPresent()) {
            Optional<Candidate> chosen = Candidates.find(context, preferred.getAsLong());
            if (chosen.isPresent()
                    && Candidates.barred(context, chosen.get()).isEmpty()
                    && begins(context, chosen.get())) {
                return;
            }
        }
        Optional<Candidate> next = Candidates.first(context);
        while (next.isPresent() && !begins(context, next.get())) {
            next = Candidates.first(context);
        }
    }

    /** False when it is over; it is no candidate any more then. */
    private static boolean begins(ApplyContext context, Candidate candidate) {
        if (Candidates.isOver(context, candidate)) {
            Candidates.remove(context, candidate);
            return false;
        }
        Optional<Ticket<Note, Elected>> waits = Candidates.ticket(context, candidate.candidacy());
        if (waits.isPresent()) {
            waits.get().complete(context, new Elected(context.token(), candidate.session(), candidate.candidacy()));
        }
        Candidates.replace(context, candidate, candidate.promotedAt(0));
        TERM.set(
                context,
                new Term(
                        context.token(),
                        candidate.candidacy(),
                        candidate.session(),
                        context.logTimeMillis(),
                        context.calendarMillis(),
                        Optional.empty()));
        return true;
    }

    /** Tells all who look that something has changed. */
    static void tell(ApplyContext context, Optional<TermEnd> ended) {
        context.emit(Sight.view(context, ended));
    }
}
