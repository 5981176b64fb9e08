package io.quorate.recipe.election;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Exclude;
import io.quorate.recipe.election.api.ElectionContract.HandOverTo;
import io.quorate.recipe.election.api.ElectionContract.Include;
import io.quorate.recipe.election.api.ElectionContract.Pin;
import io.quorate.recipe.election.api.ElectionContract.Promote;
import io.quorate.recipe.election.api.ElectionContract.Standing;
import io.quorate.recipe.election.api.ElectionContract.Unpin;
import io.quorate.recipe.election.api.LeaderView.HandOverReason;
import io.quorate.recipe.election.api.LeaderView.Leaderless;
import java.util.Optional;
import java.util.OptionalLong;

/** What administrators say about who leads. */
final class Administration {
    private Administration() {}

    static Outcome<Standing> promote(ApplyContext context, Promote request) {
        Candidate candidate = Candidates.require(context, request.candidacy());
        if (Terms.leads(context, candidate.candidacy())) {
            throw leadsAlready(context, candidate);
        }
        if (candidate.coolUntilMillis().isPresent()) {
            throw notEligible(context, candidate, Leaderless.COOLING_DOWN);
        }
        Candidates.replace(context, candidate, candidate.promotedAt(context.revision()));
        return standing(context);
    }

    static Outcome<Standing> pin(ApplyContext context, Pin request) {
        Admission.PINNED.set(context, request.name());
        Terms.settle(context, Candidates.first(context));
        return standing(context);
    }

    static Outcome<Standing> unpin(ApplyContext context, Unpin request) {
        Admission.PINNED.clear(context);
        Terms.settle(context, Candidates.first(context));
        return standing(context);
    }

    static Outcome<Standing> exclude(ApplyContext context, Exclude request) {
        if (Admission.EXCLUDED.get(context, request.name()).isEmpty()
                && Admission.exclusions(context).size() == ElectionContract.MAX_EXCLUSIONS) {
            throw new RecipeException(
                    ElectionContract.ELECTION_FULL,
                    "'" + context.instance() + "' excludes " + ElectionContract.MAX_EXCLUSIONS
                            + " names, as many as it may; `include` takes one back");
        }
        Admission.EXCLUDED.put(context, request.name(), request.reason());
        Terms.settle(context, Optional.empty());
        return standing(context);
    }

    static Outcome<Standing> include(ApplyContext context, Include request) {
        if (Admission.EXCLUDED.remove(context, request.name()).isPresent()) {
            Terms.settle(context, Candidates.first(context));
        }
        return standing(context);
    }

    static Outcome<Standing> handOver(ApplyContext context, HandOverTo request) {
        Candidate next = Candidates.require(context, request.candidacy());
        Optional<Leaderless> barred = Candidates.barred(context, next);
        if (barred.isPresent()) {
            throw notEligible(context, next, barred.get());
        }
        // Somebody leads, as this candidate may.
        Term term = Terms.TERM.get(context).orElseThrow();
        if (term.candidacy() == next.candidacy()) {
            throw leadsAlready(context, next);
        }
        Terms.handOver(
                context, term, HandOverReason.ADMINISTRATOR, OptionalLong.of(next.candidacy()), request.withinMillis());
        return standing(context);
    }

    private static Outcome<Standing> standing(QueryContext context) {
        Optional<Term> term = Terms.TERM.get(context);
        return Outcome.reply(new Standing(
                term.map(present -> present.token()),
                term.isPresent() && term.get().handOver().isPresent()));
    }

    private static RecipeException leadsAlready(QueryContext context, Candidate candidate) {
        return new RecipeException(ErrorCode.CONFLICT.name(), called(context, candidate) + " leads already");
    }

    private static RecipeException notEligible(QueryContext context, Candidate candidate, Leaderless why) {
        String because;
        if (why.equals(Leaderless.COOLING_DOWN)) {
            long left = candidate.coolUntilMillis().orElse(0) - context.logTimeMillis();
            because = "it resigned, and does not lead for another " + Math.max(0, left) + " ms";
        } else if (why.equals(Leaderless.EXCLUDED)) {
            because = "its name is excluded; `include` takes that back";
        } else {
            because = "the election is pinned to '"
                    + Admission.PINNED.get(context).orElse("") + "'; `unpin` takes that back";
        }
        return new RecipeException(
                ElectionContract.NOT_ELIGIBLE, called(context, candidate) + " cannot lead: " + because);
    }

    private static String called(QueryContext context, Candidate candidate) {
        String name = candidate.name().isEmpty() ? "" : " (" + candidate.name() + ")";
        return "candidacy " + candidate.candidacy() + name + " of '" + context.instance() + "'";
    }
}
