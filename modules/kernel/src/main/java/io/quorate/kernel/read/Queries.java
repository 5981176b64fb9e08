package io.quorate.kernel.read;

import io.quorate.codec.CodecException;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Meter;
import io.quorate.kernel.Problem;
import io.quorate.kernel.QueryRequest;
import io.quorate.kernel.apply.ActiveRecipe;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.LimitsInForce;
import io.quorate.kernel.apply.Namespaces;
import io.quorate.kernel.apply.RecipeModel;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.state.BodyQuery;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.StoreException;
import java.util.Optional;

/** Answers queries from the applied state, at once; parts of a backup when they were read. */
public final class Queries {
    /** Largest encoded answer in bytes, so that it fits into a frame. */
    public static final int MAX_ANSWER_BYTES = 1024 * 1024 + 64 * 1024;

    private static final int BYTES_PER_STEP = 64;

    private final Applier applier;
    private final RecipeRegistry recipes;
    private final SystemQueries system;
    private final LimitsInForce limits;
    private final Meter meter;

    public Queries(Applier applier, RecipeRegistry recipes, SystemQueries system, Meter meter) {
        this.applier = applier;
        this.recipes = recipes;
        this.system = system;
        this.limits = applier.limits();
        this.meter = meter;
    }

    /** Empty while a part of a backup is being read: then it is to be asked for again once one was. */
    public Optional<CallResult> answer(QueryRequest request) {
        long revision = applier.numbers().revision();
        try {
            Optional<byte[]> body = request.address().recipe().equals(SystemCommand.RECIPE)
                    ? system.answer(request.query(), request.body())
                    : Optional.of(ask(request));
            body.ifPresent(Queries::requireFits);
            return body.map(bytes -> CallResult.ok(revision, bytes));
        } catch (RecipeException refusal) {
            return refused(revision, new Problem(refusal.code(), String.valueOf(refusal.getMessage())));
        } catch (CodecException malformed) {
            return refused(revision, Problem.of(ErrorCode.INVALID_REQUEST, String.valueOf(malformed.getMessage())));
        } catch (StoreException | VirtualMachineError broken) {
            throw broken;
        } catch (RuntimeException | Error failure) {
            return refused(revision, problem(failure));
        }
    }

    /** The result as its caller is to see it: a reply that is read is read now. */
    public CallResult visible(CallResult result) {
        if (result.kind() != CallResult.Kind.READ) {
            return result;
        }
        BodyQuery body = BodyQuery.decode(result.body());
        CallResult read = answer(new QueryRequest(
                        QueryRequest.ReadLevel.STALE, 0, body.address(), body.contract(), body.query(), body.request()))
                .orElseThrow();
        return read.kind() == CallResult.Kind.OK
                ? CallResult.ok(result.revision(), read.body())
                : CallResult.of(
                        CallResult.Kind.GONE,
                        result.revision(),
                        Problem.of(
                                ErrorCode.BODY_GONE,
                                "the command was applied at revision " + result.revision()
                                        + ", but its reply can no longer be read: " + read.message()));
    }

    private static void requireFits(byte[] answer) {
        if (answer.length > MAX_ANSWER_BYTES) {
            throw new RecipeException(
                    ErrorCode.OVER_BUDGET.name(),
                    "answer of " + answer.length + " bytes, allowed are " + MAX_ANSWER_BYTES
                            + ": ask for less at once");
        }
    }

    /** @throws RecipeException when it does not exist, or is being deleted */
    static void requireNamespace(Namespaces namespaces, String name) {
        namespaces.refusal(name).ifPresent(refusal -> {
            throw new RecipeException(refusal.code(), refusal.message());
        });
    }

    private byte[] ask(QueryRequest request) {
        requireNamespace(applier.namespaces(), request.address().namespace());
        ActiveRecipe recipe = recipes.find(request.address().recipe())
                .orElseThrow(() -> new RecipeException(
                        ErrorCode.RECIPE_NOT_FOUND.name(),
                        RecipeModel.notDeployed(request.address().recipe())));
        RecipeModel model = recipe.model();
        model.requireContract(request.contract());
        RecipeModel.Query<?, ?> query = model.queries().get(request.query());
        if (query == null) {
            throw new RecipeException(ErrorCode.CALL_NOT_FOUND.name(), model.noSuchCall(request.query()));
        }
        ReadContext.Frame frame = new ReadContext.Frame(
                applier.rows(), applier.numbers(), model, bytes -> meter.charge(1 + bytes / BYTES_PER_STEP));
        try {
            meter.begin(limits.of(ClusterKey.MAX_STEPS));
            return query.answer(frame.at(request.address()), request.body());
        } finally {
            meter.end();
        }
    }

    private Problem problem(Throwable failure) {
        if (meter.isOverBudget(failure)) {
            return Problem.of(
                    ErrorCode.OVER_BUDGET,
                    "the query used more than its " + limits.of(ClusterKey.MAX_STEPS) + " metered steps");
        }
        return Problem.of(ErrorCode.RECIPE_FAILED, failure.getClass().getName() + ": " + failure.getMessage());
    }

    private static Optional<CallResult> refused(long revision, Problem problem) {
        return Optional.of(CallResult.of(CallResult.Kind.REFUSED, revision, problem));
    }
}
