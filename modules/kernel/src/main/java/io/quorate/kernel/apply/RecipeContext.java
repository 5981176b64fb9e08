package io.quorate.kernel.apply;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Sha256;
import io.quorate.kernel.state.BoundRow;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Invocation;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.StateAccess;
import org.jspecify.annotations.Nullable;

/** What one run of a handler sees and may do. Lives as long as the run. */
final class RecipeContext implements ApplyContext {
    private final Run run;
    private final RecipeRunner runner;
    private final Step step;
    private final Address address;
    private final @Nullable Caller caller;
    private final InstanceAccess access;

    /**
     * Who called: a session's command, or the command whose reply is being undone.
     *
     * @param mayWait the call can be parked
     */
    record Caller(SessionId session, long sequence, String principal, boolean mayWait) {
        Caller thatCannotWait() {
            return new Caller(session, sequence, principal, false);
        }
    }

    RecipeContext(Run run, Address address, InstanceRow instance, @Nullable Caller caller) {
        this.run = run;
        this.runner = run.runner();
        this.step = run.step();
        this.address = address;
        this.caller = caller;
        this.access = new InstanceAccess(runner, step, run.model(), address, instance, caller);
    }

    /** The instance as the handler leaves it. */
    InstanceAccess instanceAccess() {
        return access;
    }

    /** Stores the instance as the handler left it. */
    void settle() {
        Instances.settle(step, address, access.instance());
    }

    @Override
    public ApplyContext sibling(String instance) {
        return run.sibling(address.namespace(), instance);
    }

    @Override
    public String namespace() {
        return address.namespace();
    }

    @Override
    public String instance() {
        return address.instance();
    }

    @Override
    public long revision() {
        return step.revision();
    }

    @Override
    public int epoch() {
        return step.epoch();
    }

    @Override
    public long logTimeMillis() {
        return step.logTimeMillis();
    }

    @Override
    public long calendarMillis() {
        return step.calendarMillis();
    }

    @Override
    public SessionId session() {
        return requireCaller().session();
    }

    @Override
    public long sequence() {
        return requireCaller().sequence();
    }

    @Override
    public String principal() {
        return requireCaller().principal();
    }

    private Caller requireCaller() {
        Caller present = caller;
        if (present == null) {
            throw new IllegalStateException("a timer, session end or migration has no caller");
        }
        return present;
    }

    @Override
    public FencingToken token() {
        return FencingToken.of(step.epoch(), step.revision());
    }

    @Override
    public long random() {
        return run.random().nextLong();
    }

    @Override
    public byte[] sha256(byte[] message) {
        runner.charge(message.length);
        return Sha256.of(message);
    }

    @Override
    public void emit(Record event) {
        RecipeModel.Event<?> declared = run.model().events().get(event.getClass());
        if (declared == null) {
            throw new IllegalArgumentException(
                    "event " + event.getClass().getSimpleName() + " is not declared: add recipe.event(...)");
        }
        if (step.eventCount() >= runner.limits().of(ClusterKey.MAX_EVENTS)) {
            throw new RecipeException(
                    ErrorCode.OVER_BUDGET.name(),
                    "more than " + runner.limits().of(ClusterKey.MAX_EVENTS) + " events in one command");
        }
        byte[] body = declared.encode(event);
        runner.charge(body.length);
        step.emit(address, declared.name(), body);
    }

    @Override
    public void bind(SessionId session) {
        if (Results.session(step, session).filter(row -> !row.ending()).isEmpty()) {
            throw new RecipeException(
                    ErrorCode.SESSION_EXPIRED.name(), "session " + session + " is over: nothing can be bound to it");
        }
        step.rows()
                .put(
                        Keys.bound(session, address),
                        new BoundRow(access.instance().id()).encode());
    }

    @Override
    public void unbind(SessionId session) {
        step.rows().delete(Keys.bound(session, address));
    }

    @Override
    public <C extends Record, R extends Record> R call(
            String otherRecipe, String instance, String command, C request, Class<R> reply) {
        Address to = new Address(address.namespace(), otherRecipe, instance);
        byte[] answer = run.call(to, command, RecordCodec.bytesOf(request), caller);
        return RecordCodec.of(reply).decode(answer);
    }

    @Override
    public byte[] call(Invocation invocation) {
        Address to = new Address(address.namespace(), invocation.recipe(), invocation.instance());
        return run.call(to, invocation.contract(), invocation.command(), invocation.request(), caller);
    }

    @Override
    public boolean isHeld(String otherRecipe, String instance, FencingToken token) {
        return runner.isHeld(step, new Address(address.namespace(), otherRecipe, instance), token);
    }

    @Override
    public StateAccess access() {
        return access;
    }
}
