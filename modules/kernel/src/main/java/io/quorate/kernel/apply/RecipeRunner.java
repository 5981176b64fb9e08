package io.quorate.kernel.apply;

import io.quorate.codec.KeyCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Meter;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.ResultRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.ReadAccess;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs handlers of recipes, metered and inside a savepoint: what a failing handler did is dropped, and why it failed is a
 * deterministic problem.
 */
final class RecipeRunner {
    private static final int BYTES_PER_STEP = 64;
    private static final int MAX_CALL_DEPTH = 8;
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    private final Function<String, Optional<ActiveRecipe>> recipes;
    private final LimitsInForce limits;
    private final Meter meter;
    private final SideBySide sideBySide;
    private final CommandCounts counts;

    /** @param recipes the version of each recipe that is run, by name */
    RecipeRunner(
            Function<String, Optional<ActiveRecipe>> recipes,
            LimitsInForce limits,
            Meter meter,
            SideBySide sideBySide,
            CommandCounts counts) {
        this.recipes = recipes;
        this.limits = limits;
        this.meter = meter;
        this.sideBySide = sideBySide;
        this.counts = counts;
    }

    /** What a command came to: a result, or a place where it waits. */
    sealed interface Execution {
        record Finished(CallResult result) implements Execution {}

        record Waits(ResultRow.Parked at) implements Execution {}
    }

    Optional<ActiveRecipe> find(String recipe) {
        return recipes.apply(recipe);
    }

    LimitsInForce limits() {
        return limits;
    }

    void charge(int bytes) {
        meter.charge(1 + bytes / BYTES_PER_STEP);
    }

    void requireStorable(int replyBytes) {
        if (replyBytes > limits.of(ClusterKey.MAX_REPLY_BYTES)) {
            throw new RecipeException(
                    ErrorCode.OVER_BUDGET.name(),
                    "reply of " + replyBytes + " bytes, allowed are " + limits.of(ClusterKey.MAX_REPLY_BYTES));
        }
    }

    /** Runs a client's command. */
    Execution command(
            Step step, Address address, int contract, String command, byte[] body, RecipeContext.Caller caller) {
        Optional<Comparison> beside = sideBySide.with(address.recipe());
        if (beside.isEmpty()) {
            return execute(step, address, contract, command, body, caller);
        }
        return beside.get()
                .run(
                        this,
                        step,
                        address,
                        command,
                        (runner, at) -> Optional.of(runner.execute(at, address, contract, command, body, caller)))
                .orElseThrow();
    }

    private Execution execute(
            Step step, Address address, int contract, String command, byte[] body, RecipeContext.Caller caller) {
        Optional<ActiveRecipe> active = find(address.recipe());
        if (active.isEmpty()) {
            return refused(step, Problem.of(ErrorCode.RECIPE_NOT_FOUND, RecipeModel.notDeployed(address.recipe())));
        }
        RecipeModel model = active.get().model();
        if (contract != model.description().contract()) {
            return refused(step, Problem.of(ErrorCode.CONTRACT_MISMATCH, model.otherContract(contract)));
        }
        RecipeModel.Command<?, ?> declared = model.commands().get(command);
        if (declared == null) {
            return refused(step, Problem.of(ErrorCode.CALL_NOT_FOUND, model.noSuchCall(command)));
        }
        InstanceRow instance = Instances.open(step, address, model.description().stateVersion());
        Optional<Problem> frozen = Instances.frozen(address, instance);
        if (frozen.isPresent()) {
            return refused(step, frozen.get());
        }
        meter.begin(limits.of(ClusterKey.MAX_STEPS));
        Execution execution;
        long steps;
        try {
            execution = handle(step, active.get(), declared, address, instance, body, caller);
        } finally {
            steps = meter.end();
        }
        counts.add(address.recipe(), command, execution, steps);
        return execution;
    }

    private Execution handle(
            Step step,
            ActiveRecipe recipe,
            RecipeModel.Command<?, ?> command,
            Address address,
            InstanceRow instance,
            byte[] body,
            RecipeContext.Caller caller) {
        Step inner = step.savepoint();
        Run run = run(inner, recipe, caller);
        try {
            Execution execution = invoke(recipe.model(), command, run.at(address, instance), address, body);
            run.settle();
            Optional<Problem> full = Quotas.problem(inner, limits);
            if (full.isPresent()) {
                return refused(step, full.get());
            }
            inner.keep();
            return execution;
        } catch (Throwable thrown) {
            return refused(step, problem(thrown));
        }
    }

    private <C extends Record, R extends Record> Execution invoke(
            RecipeModel model, RecipeModel.Command<C, R> command, RecipeContext context, Address address, byte[] body) {
        charge(body.length);
        Outcome<R> outcome = command.handler().apply(context, command.request().decode(body));
        Optional<ResultRow.Parked> parked = context.instanceAccess().parked();
        if (outcome instanceof Outcome.Parked<R> && parked.isPresent()) {
            return new Execution.Waits(parked.get());
        }
        if (parked.isPresent() || outcome instanceof Outcome.Parked<R>) {
            throw new IllegalStateException(
                    "command " + command.name() + " must either reply or return what park() returned");
        }
        CallResult.Kind kind = CallResult.Kind.OK;
        byte[] reply;
        if (outcome instanceof Outcome.ReadBy<R> readBy) {
            kind = CallResult.Kind.READ;
            reply = model.bodyQuery(command, address, readBy).encode();
        } else {
            reply = command.reply().encode(((Outcome.Reply<R>) outcome).value());
        }
        requireStorable(reply.length);
        charge(reply.length);
        return new Execution.Finished(new CallResult(kind, context.revision(), "", "", reply));
    }

    /**
     * The active version of a recipe that another one has to do with.
     *
     * @throws RecipeException when it has none
     */
    ActiveRecipe require(String recipe) {
        return find(recipe)
                .orElseThrow(
                        () -> new RecipeException(ErrorCode.RECIPE_NOT_FOUND.name(), RecipeModel.notDeployed(recipe)));
    }

    /** Whether an instance has given a hold with this token, by what its recipe says. */
    boolean isHeld(Step step, Address address, FencingToken token) {
        requireName(address.instance());
        charge(address.instance().length());
        ActiveRecipe recipe = require(address.recipe());
        RecipeDefinition.HoldCheck check = recipe.model()
                .holds()
                .orElseThrow(() -> new RecipeException(
                        ErrorCode.INVALID_REQUEST.name(),
                        "recipe '" + address.recipe() + "' gives no holds that a token could stand for"));
        Optional<InstanceRow> instance = Instances.find(step, address);
        return instance.isPresent() && check.isHeld(run(step, recipe, null).at(address, instance.get()), token);
    }

    /**
     * Runs a command inside that of another recipe; what it throws reaches the caller after it was undone.
     *
     * @param running recipes whose commands it runs inside, the outermost first
     */
    byte[] nested(
            ActiveRecipe callee,
            Step step,
            Address address,
            String command,
            byte[] body,
            RecipeContext.@Nullable Caller onBehalf,
            SplittableRandom random,
            List<String> running) {
        requireName(address.instance());
        if (running.size() > MAX_CALL_DEPTH) {
            throw new RecipeException(ErrorCode.CONFLICT.name(), "calls are nested too deep");
        }
        if (running.contains(address.recipe())) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "recipes call each other in a circle: " + String.join(", ", running) + ", " + address.recipe());
        }
        RecipeModel model = callee.model();
        RecipeModel.Command<?, ?> declared = model.commands().get(command);
        if (declared == null) {
            throw new RecipeException(ErrorCode.CALL_NOT_FOUND.name(), model.noSuchCall(command));
        }
        InstanceRow instance =
                Instances.openForCommand(step, address, model.description().stateVersion());
        Step inner = step.savepoint();
        RecipeContext.Caller client = onBehalf == null ? null : onBehalf.thatCannotWait();
        Run run = new Run(this, inner, callee, client, random, running);
        if (!(invoke(model, declared, run.at(address, instance), address, body) instanceof Execution.Finished finished)
                || finished.result().kind() != CallResult.Kind.OK) {
            throw new IllegalStateException("a nested call must reply at once");
        }
        run.settle();
        inner.keep();
        return finished.result().body();
    }

    /** Fires a timer; a failure freezes the instance. */
    void timer(Step step, Address address, InstanceRow instance, String timer, byte[] payload) {
        runHook(step, address, instance, "timer " + timer, null, (recipe, context) -> {
            RecipeModel.TimerHook<?> hook = recipe.timers().get(timer);
            if (hook == null) {
                throw new IllegalStateException("timer '" + timer + "' has no handler in the active version");
            }
            hook.fire(context, payload);
        });
    }

    /** Tells an instance that a session ended; false when its hook failed and the instance is frozen. */
    boolean sessionEnded(Step step, Address address, InstanceRow instance, SessionId session) {
        return runHook(
                step,
                address,
                instance,
                "session end",
                null,
                (recipe, context) -> recipe.onSessionEnd().ifPresent(hook -> hook.ended(context, session)));
    }

    /** Undoes a reply that nobody took; false when there is nothing that undoes it, or it failed. */
    boolean abandoned(Step step, Address address, String command, byte[] reply, RecipeContext.Caller caller) {
        ActiveRecipe recipe = find(address.recipe()).orElse(null);
        if (isGone(step, address)
                || recipe == null
                || !recipe.model().abandoned().containsKey(command)) {
            return false;
        }
        InstanceRow instance =
                Instances.open(step, address, recipe.model().description().stateVersion());
        return runHook(
                step,
                address,
                instance,
                "abandoned " + command,
                caller,
                (model, context) -> Optional.ofNullable(model.abandoned().get(command))
                        .ifPresent(hook -> hook.undo(context, reply)));
    }

    /** Tells an instance that one of its waiting calls was given up, unless it is frozen; the ticket is gone by then. */
    void givenUp(Step step, Address address, String state, ReadAccess.TicketRow ticket) {
        ActiveRecipe recipe = find(address.recipe()).orElse(null);
        if (recipe == null || !recipe.model().givenUp().containsKey(state)) {
            return;
        }
        InstanceRow instance =
                Instances.open(step, address, recipe.model().description().stateVersion());
        if (instance.frozen().isEmpty()) {
            runHook(
                    step,
                    address,
                    instance,
                    "given up " + state,
                    null,
                    (model, context) -> Optional.ofNullable(model.givenUp().get(state))
                            .ifPresent(hook -> hook.givenUp(context, ticket)));
        }
    }

    /** Brings an instance's rows to another state version; throws what the handler throws. */
    void migrate(Step step, ActiveRecipe recipe, Address address, InstanceRow instance, RecipeModel.MigrationStep to) {
        RecipeContext context = run(step, recipe, null).alone(address, instance);
        try {
            meter.begin(limits.of(ClusterKey.MAX_STEPS));
            java.util.Objects.requireNonNull(recipe.model().migrations().get(to))
                    .migrate(context);
        } finally {
            meter.end();
        }
        Instances.settle(step, address, context.instanceAccess().instance().withStateVersion(to.to()));
    }

    /** What a hook does with its recipe. */
    private interface Hook {
        void run(RecipeModel recipe, RecipeContext context);
    }

    /** Nothing runs in a namespace whose instances are being removed. */
    private static boolean isGone(Step step, Address address) {
        return step.namespaces().refusal(address.namespace()).isPresent();
    }

    /** Hooks are not held to quotas: nobody asked for what they do, and an instance must not freeze for it. */
    private boolean runHook(
            Step step,
            Address address,
            InstanceRow instance,
            String what,
            RecipeContext.@Nullable Caller caller,
            Hook hook) {
        if (isGone(step, address)) {
            return true;
        }
        Optional<Comparison> beside = sideBySide.with(address.recipe());
        if (beside.isEmpty()) {
            return run(step, address, instance, what, caller, hook);
        }
        boolean[] worked = {false};
        beside.get().run(this, step, address, what, (runner, at) -> {
            // The other version may have migrated the instance.
            InstanceRow present =
                    runner == this ? instance : Instances.find(at, address).orElse(instance);
            boolean ran = runner.run(at, address, present, what, caller, hook);
            worked[0] = runner == this ? ran : worked[0];
            return Optional.empty();
        });
        return worked[0];
    }

    private boolean run(
            Step step,
            Address address,
            InstanceRow instance,
            String what,
            RecipeContext.@Nullable Caller caller,
            Hook hook) {
        Step inner = step.savepoint();
        try {
            ActiveRecipe recipe = find(address.recipe())
                    .orElseThrow(() -> new IllegalStateException(RecipeModel.notDeployed(address.recipe())));
            Run run = run(inner, recipe, caller);
            meter.begin(limits.of(ClusterKey.MAX_STEPS));
            hook.run(recipe.model(), run.at(address, instance));
            run.settle();
            inner.keep();
            return true;
        } catch (Throwable thrown) {
            Instances.freeze(
                    step,
                    address,
                    instance,
                    what + " failed: " + problem(thrown).message());
            return false;
        } finally {
            meter.end();
        }
    }

    private Run run(Step step, ActiveRecipe recipe, RecipeContext.@Nullable Caller caller) {
        SplittableRandom random = new SplittableRandom(((long) step.epoch() << 52) ^ step.revision());
        return new Run(this, step, recipe, caller, random, List.of());
    }

    private static Execution refused(Step step, Problem problem) {
        return new Execution.Finished(CallResult.of(CallResult.Kind.REFUSED, step.revision(), problem));
    }

    /** What to say of something that was thrown from a recipe's frames; what is no recipe's fault is thrown on. */
    Problem problem(Throwable thrown) {
        if (meter.isOverBudget(thrown)) {
            return Problem.of(
                    ErrorCode.OVER_BUDGET,
                    "the command used more than its " + limits.of(ClusterKey.MAX_STEPS) + " metered steps");
        }
        if (thrown instanceof VirtualMachineError error) {
            throw new NodeFault(
                    "the JVM failed while a recipe ran: " + error.getClass().getName(), error);
        }
        if (thrown instanceof NodeFault fault) {
            throw fault;
        }
        if (thrown instanceof OutdatedInstance outdated) {
            throw outdated;
        }
        if (thrown instanceof io.quorate.storage.StoreException broken) {
            throw broken;
        }
        if (thrown instanceof RecipeException refusal) {
            return refusal(refusal.code(), refusal.getMessage());
        }
        if (thrown instanceof io.quorate.codec.CodecException malformed) {
            return Problem.of(ErrorCode.INVALID_REQUEST, Problem.storable(malformed.getMessage()));
        }
        // Only what a recipe wrote itself is the same on all nodes; messages of the JVM may name loaders and addresses,
        // and a subclass may run a recipe's code to make its message.
        boolean own =
                thrown.getClass() == IllegalArgumentException.class || thrown.getClass() == IllegalStateException.class;
        String what = thrown.getClass().getName() + (own ? ": " + thrown.getMessage() : "");
        return Problem.of(ErrorCode.RECIPE_FAILED, Problem.storable(what));
    }

    /** A recipe's refusal as it is stored: its code and message are bounded and well-formed whatever the recipe wrote. */
    static Problem refusal(@Nullable String code, @Nullable String message) {
        return new Problem(
                code != null && CODE.matcher(code).matches() ? code : ErrorCode.RECIPE_FAILED.name(),
                Problem.storable(message));
    }

    /** A name that a client could not use would not fit into keys, or meet another one there. */
    static void requireName(String instance) {
        byte[] bytes = instance.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1
                || bytes.length > KeyCodec.MAX_KEY_BYTES
                || !new String(bytes, StandardCharsets.UTF_8).equals(instance)
                || instance.chars().anyMatch(Character::isISOControl)) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "an instance name has 1 to " + KeyCodec.MAX_KEY_BYTES
                            + " bytes of UTF-8 and no control characters, this one has " + bytes.length + " bytes");
        }
    }
}
