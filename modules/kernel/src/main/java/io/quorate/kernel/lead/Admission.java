package io.quorate.kernel.lead;

import io.quorate.kernel.CallRequest;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.NodeLimits;
import io.quorate.kernel.Problem;
import io.quorate.kernel.apply.LimitsInForce;
import io.quorate.kernel.apply.Namespaces;
import io.quorate.kernel.apply.RecipeModel;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.apply.ResultBounds;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the leader lets into the log: calls in the order of their numbers, of sessions that live, within the limits. It
 * spares the log what apply would refuse; apply decides.
 */
public final class Admission {
    private final Rows rows;
    private final RecipeRegistry recipes;
    private final LimitsInForce limits;
    private final Namespaces namespaces;
    private final NodeLimits own;

    // Highest number of each session that is on its way into the log. Kept only while above the session's own row.
    private final Map<SessionId, Long> admitted = new HashMap<>();

    public Admission(Rows rows, RecipeRegistry recipes, LimitsInForce limits, Namespaces namespaces, NodeLimits own) {
        this.rows = rows;
        this.recipes = recipes;
        this.limits = limits;
        this.namespaces = namespaces;
        this.own = own;
    }

    /** Where a number stands. */
    public enum Turn {
        /** It is the next. */
        NEXT,
        /** It was applied: the log answers it again. */
        APPLIED,
        /** It is on its way into the log, and will be answered. */
        ON_ITS_WAY,
        /** An earlier one is missing. */
        EARLY
    }

    public Optional<SessionRow> session(SessionId session) {
        byte[] row = rows.get(Keys.session(session));
        return row == null ? Optional.empty() : Optional.of(SessionRow.decode(row));
    }

    public Turn turn(SessionId session, SessionRow row, long sequence) {
        if (sequence <= row.lastSequence()) {
            return Turn.APPLIED;
        }
        long last = Math.max(row.lastSequence(), admitted.getOrDefault(session, 0L));
        if (sequence <= last) {
            return Turn.ON_ITS_WAY;
        }
        return sequence == last + 1 ? Turn.NEXT : Turn.EARLY;
    }

    public void admit(SessionId session, long sequence) {
        admitted.put(session, sequence);
    }

    /** What was admitted of a session did not get into the log. */
    public void forget(SessionId session) {
        admitted.remove(session);
    }

    public void forgetAll() {
        admitted.clear();
    }

    /** Why a session may not have another result before it acknowledges some. */
    public Optional<Problem> fullRefusal(SessionRow row, KernelRow numbers) {
        return ResultBounds.full(limits, row, numbers.replyBytes());
    }

    /** Why a call would be refused, as far as can be said before the log. */
    public Optional<Problem> refusal(CallRequest request) {
        String recipe = request.address().recipe();
        int most = recipe.equals(SystemCommand.RECIPE) ? SystemCommand.MAX_COMMAND_BYTES : own.maxCommandBytes();
        if (request.body().length > most) {
            return Optional.of(Problem.of(
                    ErrorCode.INVALID_REQUEST, "command of " + request.body().length + " bytes, allowed are " + most));
        }
        if (recipe.equals(SystemCommand.RECIPE)) {
            return Optional.empty();
        }
        return namespaces
                .refusal(request.address().namespace())
                .or(() -> recipes.find(recipe)
                        .map(active -> refusal(active.model(), request))
                        .orElseGet(() ->
                                Optional.of(Problem.of(ErrorCode.RECIPE_NOT_FOUND, RecipeModel.notDeployed(recipe)))));
    }

    private static Optional<Problem> refusal(RecipeModel model, CallRequest request) {
        if (request.contract() != model.description().contract()) {
            return Optional.of(Problem.of(ErrorCode.CONTRACT_MISMATCH, model.otherContract(request.contract())));
        }
        if (!model.commands().containsKey(request.command())) {
            return Optional.of(Problem.of(ErrorCode.CALL_NOT_FOUND, model.noSuchCall(request.command())));
        }
        return Optional.empty();
    }

    /** Whether another session may be opened. */
    public Optional<Problem> openRefusal(KernelRow numbers) {
        return numbers.sessions() < limits.of(ClusterKey.MAX_SESSIONS)
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ErrorCode.OVERLOADED, "the group has " + numbers.sessions() + " sessions, the limit"));
    }
}
