package io.quorate.simulation.check;

import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import java.util.List;

/**
 * Latches, cyclic and double barriers and phasers are linearizable by what clients saw and by when sessions ended: for each there is an
 * order of its calls, and of the generations that they take part in, which explains all replies. Nobody passes before the latch was
 * counted down, before all parties have come, before those inside have left, or before all that are registered have arrived.
 */
public final class BarriersHaveAnOrder implements Invariant {
    private final Verdict verdict;
    private final Witnessed witnessed;

    BarriersHaveAnOrder(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
    }

    @Override
    public void finished(FinalState state) {
        witnessed.byInstance().forEach(this::require);
    }

    private void require(String name, List<Witness> calls) {
        Record first = calls.get(0).request();
        if (first instanceof Arrival || first instanceof Leave) {
            MeetingOrder.require(getClass(), verdict, name, calls, witnessed);
        } else if (first instanceof Register || first instanceof Arrive || first instanceof AwaitAdvance) {
            PhaserOrder.require(getClass(), verdict, name, calls, witnessed);
        } else {
            LatchOrder.require(getClass(), verdict, name, calls);
        }
    }
}
