package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.state.DueRow;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.SessionId;
import java.util.Optional;

/** Tickets: calls parked in an instance, each with a deadline. */
final class Waiting {
    private Waiting() {}

    /** Parks the call that this step applies. */
    static ResultRow.Parked park(
            Step step,
            Address address,
            InstanceRow instance,
            String state,
            SessionId session,
            long sequence,
            byte[] note,
            long waitMillis) {
        long due = step.drawDue();
        long deadline = step.logTimeMillis() + waitMillis;
        WaitingRow ticket = new WaitingRow(session, sequence, step.logTimeMillis(), deadline, due, note);
        step.rows().put(Keys.ticket(instance.id(), state, step.revision()), ticket.encode());
        step.rows()
                .put(
                        Keys.due(deadline, due),
                        new DueRow.WaitDue(address, instance.id(), state, step.revision()).encode());
        step.countBytes(address.namespace(), note.length);
        return new ResultRow.Parked(instance.id(), state, step.revision());
    }

    static Optional<WaitingRow> find(Step step, long instance, String state, long ticket) {
        return step.read(Keys.ticket(instance, state, ticket), WaitingRow::decode);
    }

    /** Takes a ticket out; its call stays parked until it gets a result. */
    static void remove(Step step, String namespace, long instance, String state, long ticket, WaitingRow row) {
        takeOut(step, instance, state, ticket, row);
        step.countBytes(namespace, -row.note().length);
    }

    private static void takeOut(Step step, long instance, String state, long ticket, WaitingRow row) {
        step.rows().delete(Keys.ticket(instance, state, ticket));
        step.rows().delete(Keys.due(row.deadlineMillis(), row.due()));
    }

    /** Ends the wait of a call whose ticket lies in an instance that no handler is running in. */
    static void giveUp(Step step, SessionId session, long sequence, ResultRow call, Address address, CallResult with) {
        call.parked().ifPresent(at -> {
            Optional<WaitingRow> ticket = find(step, at.instance(), at.state(), at.ticket());
            if (ticket.isPresent()) {
                takeOut(step, at.instance(), at.state(), at.ticket(), ticket.get());
                // One that a restore has replaced is counted no more.
                Instances.find(step, address)
                        .filter(instance -> instance.id() == at.instance())
                        .ifPresent(instance -> {
                            step.countBytes(address.namespace(), -ticket.get().note().length);
                            Instances.settle(step, address, instance.withTickets(instance.tickets() - 1));
                        });
            }
        });
        Results.replace(step, session, sequence, call, with);
    }
}
