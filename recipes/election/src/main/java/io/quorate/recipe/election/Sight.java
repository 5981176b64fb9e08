package io.quorate.recipe.election;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Table;
import io.quorate.recipe.election.Candidates.Seat;
import io.quorate.recipe.election.api.ElectionContract.Describe;
import io.quorate.recipe.election.api.ElectionDescription;
import io.quorate.recipe.election.api.ElectionDescription.CandidateState;
import io.quorate.recipe.election.api.ElectionDescription.Listed;
import io.quorate.recipe.election.api.LeaderView;
import io.quorate.recipe.election.api.LeaderView.Leader;
import io.quorate.recipe.election.api.LeaderView.Leaderless;
import io.quorate.recipe.election.api.LeaderView.TermEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What others see of an election. */
final class Sight {
    private Sight() {}

    static LeaderView view(QueryContext context, Optional<TermEnd> ended) {
        Optional<Term> term = Terms.TERM.get(context);
        if (term.isEmpty()) {
            return new LeaderView(
                    context.revision(), Optional.empty(), Optional.of(leaderless(context)), Optional.empty(), ended);
        }
        Candidate leader = Candidates.require(context, term.get().candidacy());
        return new LeaderView(
                context.revision(),
                Optional.of(leader(term.get(), leader)),
                Optional.empty(),
                term.get().handOver(),
                ended);
    }

    private static Leader leader(Term term, Candidate candidate) {
        return new Leader(
                term.token(),
                term.candidacy(),
                term.session(),
                candidate.name(),
                candidate.priority(),
                candidate.labels(),
                candidate.payload(),
                term.sinceMillis(),
                term.sinceCalendarMillis());
    }

    /** What keeps the first candidate from leading keeps the others too, or they would lead. */
    private static Leaderless leaderless(QueryContext context) {
        Optional<Table.Row<Place, Seat>> first = Candidates.SEATS.first(context);
        if (first.isEmpty()) {
            return Leaderless.NO_CANDIDATES;
        }
        if (first.get().key().cools()) {
            return Leaderless.COOLING_DOWN;
        }
        return Admission.barred(context, first.get().value().name()).orElse(Leaderless.NO_CANDIDATES);
    }

    static ElectionDescription describe(QueryContext context, Describe request) {
        List<Listed> listed = new ArrayList<>();
        boolean more = false;
        List<Table.Row<Place, Seat>> page =
                Candidates.SEATS.page(context, Optional.empty(), ElectionDescription.MAX_LISTED);
        while (!page.isEmpty() && !more) {
            Place last = page.get(page.size() - 1).key();
            for (Table.Row<Place, Seat> row : page) {
                Candidate candidate = Candidates.require(context, row.value().candidacy());
                boolean leads = Terms.leads(context, candidate.candidacy());
                if (leads || !Candidates.isOver(context, candidate)) {
                    more = more || listed.size() == ElectionDescription.MAX_LISTED;
                    if (!more) {
                        listed.add(listed(candidate, state(context, candidate, leads)));
                    }
                }
            }
            page = Candidates.SEATS.page(context, Optional.of(last), ElectionDescription.MAX_LISTED);
        }
        return new ElectionDescription(
                view(context, Optional.empty()),
                context.logTimeMillis(),
                listed,
                more,
                Admission.PINNED.get(context),
                Admission.exclusions(context));
    }

    private static Listed listed(Candidate candidate, CandidateState state) {
        return new Listed(
                candidate.candidacy(),
                candidate.session(),
                candidate.name(),
                candidate.priority(),
                candidate.labels(),
                state,
                candidate.sinceMillis(),
                candidate.coolUntilMillis());
    }

    private static CandidateState state(QueryContext context, Candidate candidate, boolean leads) {
        if (leads) {
            return CandidateState.LEADS;
        }
        Optional<Leaderless> barred = Candidates.barred(context, candidate);
        if (barred.isEmpty()) {
            return CandidateState.WAITS;
        }
        if (barred.get().equals(Leaderless.COOLING_DOWN)) {
            return CandidateState.COOLS_DOWN;
        }
        return barred.get().equals(Leaderless.EXCLUDED) ? CandidateState.EXCLUDED : CandidateState.NOT_PINNED;
    }
}
