package io.quorate.recipe.election;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.election.Candidates.Cooled;
import io.quorate.recipe.election.Candidates.Note;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Describe;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Exclude;
import io.quorate.recipe.election.api.ElectionContract.HandOverTo;
import io.quorate.recipe.election.api.ElectionContract.Include;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Leave;
import io.quorate.recipe.election.api.ElectionContract.Left;
import io.quorate.recipe.election.api.ElectionContract.Pin;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionContract.Prepared;
import io.quorate.recipe.election.api.ElectionContract.Proclaim;
import io.quorate.recipe.election.api.ElectionContract.Proclaimed;
import io.quorate.recipe.election.api.ElectionContract.Promote;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.Standing;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.election.api.ElectionContract.Unpin;
import io.quorate.recipe.election.api.ElectionContract.Yield;
import io.quorate.recipe.election.api.ElectionDescription;
import io.quorate.recipe.election.api.LeaderView;
import io.quorate.recipe.election.api.LeaderView.EndReason;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import java.util.Optional;

/**
 * An election: one leader at a time among candidates with priorities. A candidacy is a row that lives until it is given up or its session
 * ends; only a candidate for one term waits with its call.
 */
@RecipeType(
        name = ElectionContract.RECIPE,
        stateVersion = ElectionRecipe.STATE_VERSION,
        contract = ElectionContract.VERSION)
public final class ElectionRecipe implements Recipe {
    /** Version of the rows that it keeps. */
    public static final int STATE_VERSION = 1;

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("An election: one leader at a time among candidates, each term with a fencing token.");
        recipe.state(
                Terms.TERM,
                Terms.HAND_OVER,
                Candidates.CANDIDATES,
                Candidates.SEATS,
                Candidates.MEMBERS,
                Candidates.COUNT,
                Candidates.WAITING,
                Candidates.COOL_DOWN,
                Admission.PINNED,
                Admission.EXCLUDED);
        candidates(recipe);
        administrators(recipe);
        recipe.query(ElectionContract.DESCRIBE, Describe.class, ElectionDescription.class, Sight::describe)
                .describedAs("Tells who leads, or why nobody does, and the candidates in their order.");
        recipe.event(LeaderView.class);
        recipe.onTimer(Terms.HAND_OVER, Terms::timeIsOver);
        recipe.onTimer(Candidates.COOL_DOWN, this::cooled);
        recipe.holds(Terms::isHeld);
        recipe.onSessionEnd(this::sessionEnded);
        recipe.onGivenUp(Candidates.WAITING, this::campaignGivenUp);
        recipe.onAbandoned(ElectionContract.JOIN, Joined.class, this::joinAbandoned);
        recipe.onAbandoned(ElectionContract.CAMPAIGN, Elected.class, this::campaignAbandoned);
    }

    private void candidates(RecipeDefinition recipe) {
        recipe.command(ElectionContract.CAMPAIGN, Campaign.class, Elected.class, this::campaign)
                .describedAs("Waits until it leads, at most waitMillis, and is a candidate for that one term.")
                .grants(ElectionContract.RESIGN);
        recipe.command(ElectionContract.JOIN, Join.class, Joined.class, this::join)
                .describedAs("Makes the caller's session a candidate until it leaves or ends.");
        recipe.command(ElectionContract.LEAVE, Leave.class, Left.class, this::leave)
                .describedAs("Ends a candidacy of the caller's session, and its term if it leads.");
        recipe.command(ElectionContract.RESIGN, Resign.class, TermOver.class, this::resign)
                .describedAs("Ends the caller's term; it goes behind the others of its priority.");
        recipe.command(ElectionContract.PROCLAIM, Proclaim.class, Proclaimed.class, this::proclaim)
                .describedAs("Replaces what others know of the leader, the caller.");
        recipe.command(ElectionContract.PREPARE, Prepare.class, Prepared.class, this::prepare)
                .describedAs("Says that the leader, the caller, has heard that it is to hand over.");
        recipe.command(ElectionContract.YIELD, Yield.class, TermOver.class, this::yieldTerm)
                .describedAs("Says that the leader, the caller, has stopped, as it was asked to.");
    }

    private static void administrators(RecipeDefinition recipe) {
        recipe.command(ElectionContract.PROMOTE, Promote.class, Standing.class, Administration::promote)
                .describedAs("Lets a candidate lead before all others, once the present leader does not.");
        recipe.command(ElectionContract.HAND_OVER, HandOverTo.class, Standing.class, Administration::handOver)
                .describedAs("Asks the leader to hand over to a candidate.");
        recipe.command(ElectionContract.PIN, Pin.class, Standing.class, Administration::pin)
                .describedAs("Lets only candidates of this name lead, until it is taken back.");
        recipe.command(ElectionContract.UNPIN, Unpin.class, Standing.class, Administration::unpin)
                .describedAs("Lets candidates of any name lead again.");
        recipe.command(ElectionContract.EXCLUDE, Exclude.class, Standing.class, Administration::exclude)
                .describedAs("Keeps candidates of this name from leading, until it is taken back.");
        recipe.command(ElectionContract.INCLUDE, Include.class, Standing.class, Administration::include)
                .describedAs("Lets candidates of an excluded name lead again.");
    }

    private Outcome<Joined> join(ApplyContext context, Join request) {
        Candidate candidate = Candidate.joining(context, request, false);
        Candidates.add(context, candidate);
        Terms.settle(context, Optional.of(candidate));
        Optional<FencingToken> token =
                Terms.leads(context, candidate.candidacy()) ? Optional.of(context.token()) : Optional.empty();
        return Outcome.reply(new Joined(candidate.candidacy(), candidate.session(), token));
    }

    private Outcome<Elected> campaign(ApplyContext context, Campaign request) {
        Candidate candidate = Candidate.joining(context, request.joining(), true);
        Candidates.add(context, candidate);
        Terms.settle(context, Optional.of(candidate));
        if (Terms.leads(context, candidate.candidacy())) {
            return Outcome.reply(new Elected(context.token(), candidate.session(), candidate.candidacy()));
        }
        if (request.waitMillis() == 0) {
            throw new RecipeException(ElectionContract.NOT_ELECTED, whoLeads(context));
        }
        return Candidates.WAITING.park(context, new Note(candidate.candidacy()), request.waitMillis());
    }

    private Outcome<Left> leave(ApplyContext context, Leave request) {
        Candidate candidate = Candidates.require(context, request.candidacy());
        if (!candidate.session().equals(context.session())) {
            throw new RecipeException(
                    ElectionContract.NOT_CANDIDATE,
                    "candidacy " + request.candidacy() + " of '" + context.instance() + "' is that of session "
                            + candidate.session().value());
        }
        drop(context, candidate, EndReason.LEFT);
        return Outcome.reply(new Left(candidate.candidacy()));
    }

    private Outcome<TermOver> resign(ApplyContext context, Resign request) {
        Term term = requireOwn(context, request.token());
        Candidate leader = Candidates.require(context, term.candidacy());
        if (request.coolDownMillis() > 0 && !leader.oneTerm()) {
            Candidates.cool(context, leader, request.coolDownMillis());
        } else {
            Candidates.replace(context, leader, leader.behind(context.revision()));
        }
        Terms.end(context, term, EndReason.RESIGNED);
        return Outcome.reply(new TermOver(term.token()));
    }

    private Outcome<Proclaimed> proclaim(ApplyContext context, Proclaim request) {
        Term term = requireOwn(context, request.token());
        Candidate leader = Candidates.require(context, term.candidacy());
        Candidates.replace(context, leader, leader.saying(request.payload()));
        Terms.tell(context, Optional.empty());
        return Outcome.reply(new Proclaimed(term.token()));
    }

    private Outcome<Prepared> prepare(ApplyContext context, Prepare request) {
        Term term = requireOwn(context, request.token());
        HandOver prepared = Terms.prepare(context, term, requireHandOver(context, term));
        return Outcome.reply(new Prepared(term.token(), prepared.untilMillis() - context.logTimeMillis()));
    }

    private Outcome<TermOver> yieldTerm(ApplyContext context, Yield request) {
        Term term = requireOwn(context, request.token());
        requireHandOver(context, term);
        Terms.end(context, term, EndReason.YIELDED);
        return Outcome.reply(new TermOver(term.token()));
    }

    private void cooled(ApplyContext context, Cooled which) {
        Optional<Candidate> candidate = Candidates.find(context, which.candidacy());
        if (candidate.isPresent()) {
            Candidate back = candidate.get().behind(context.revision());
            Candidates.replace(context, candidate.get(), back);
            Terms.settle(context, Optional.of(back));
        }
    }

    private void sessionEnded(ApplyContext context, SessionId session) {
        Optional<Candidate> leader = Optional.empty();
        for (Candidate candidate : Candidates.of(context, session)) {
            if (Terms.leads(context, candidate.candidacy())) {
                leader = Optional.of(candidate);
            } else {
                Candidates.remove(context, candidate);
            }
        }
        // Last, so that none of the session is elected.
        if (leader.isPresent()) {
            drop(context, leader.get(), EndReason.SESSION_ENDED);
        } else if (Terms.TERM.get(context).isEmpty()) {
            Terms.tell(context, Optional.empty());
        }
    }

    private void joinAbandoned(ApplyContext context, Joined reply) {
        Optional<Candidate> candidate = Candidates.find(context, reply.candidacy());
        if (candidate.isPresent()) {
            drop(context, candidate.get(), EndReason.ABANDONED);
        }
    }

    private void campaignAbandoned(ApplyContext context, Elected reply) {
        Optional<Candidate> candidate = Candidates.find(context, reply.candidacy());
        if (candidate.isPresent()) {
            drop(context, candidate.get(), EndReason.ABANDONED);
        }
    }

    private void campaignGivenUp(ApplyContext context, Ticket<Note, Elected> ticket) {
        Optional<Candidate> candidate = Candidates.find(context, ticket.id());
        if (candidate.isPresent()) {
            drop(context, candidate.get(), EndReason.LEFT);
        }
    }

    private static void drop(ApplyContext context, Candidate candidate, EndReason reason) {
        Candidates.remove(context, candidate);
        Optional<Term> term = Terms.TERM.get(context);
        if (term.isPresent() && term.get().candidacy() == candidate.candidacy()) {
            Terms.end(context, term.get(), reason);
        } else if (term.isEmpty()) {
            Terms.tell(context, Optional.empty());
        }
    }

    private static Term requireOwn(ApplyContext context, FencingToken token) {
        Optional<Term> term = Terms.TERM.get(context);
        if (term.isEmpty()
                || !term.get().token().equals(token)
                || !term.get().session().equals(context.session())) {
            throw new RecipeException(ElectionContract.NOT_LEADING, whoLeads(context));
        }
        return term.get();
    }

    private static HandOver requireHandOver(QueryContext context, Term term) {
        if (term.handOver().isEmpty()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "the leader of '" + context.instance() + "' was not asked to hand over; `resign` ends its term");
        }
        return term.handOver().get();
    }

    private static String whoLeads(QueryContext context) {
        Optional<Term> term = Terms.TERM.get(context);
        if (term.isEmpty()) {
            return "nobody leads '" + context.instance() + "': "
                    + Sight.view(context, Optional.empty())
                            .leaderless()
                            .orElseThrow()
                            .name();
        }
        Candidate leader = Candidates.require(context, term.get().candidacy());
        String name = leader.name().isEmpty() ? "" : " (" + leader.name() + ")";
        return "'" + context.instance() + "' is led by session "
                + leader.session().value() + name + " with token "
                + term.get().token().value() + " for "
                + (context.logTimeMillis() - term.get().sinceMillis()) + " ms";
    }
}
