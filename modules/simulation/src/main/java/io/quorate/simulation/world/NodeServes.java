package io.quorate.simulation.world;

import io.quorate.kernel.Problem;
import io.quorate.log.LogFault;
import io.quorate.simulation.check.Verdict;

/** A node stops serving, or refuses to start, only when its disk fails; its threads never die of an exception. */
final class NodeServes {
    private final Verdict verdict;

    NodeServes(Verdict verdict) {
        this.verdict = verdict;
    }

    void halted(SimNode node, Problem problem, boolean diskFails) {
        if (!diskFails) {
            verdict.violated(getClass(), "node " + node.id() + " halted on a sound disk: " + problem.message());
        }
    }

    void failed(SimNode node, Throwable failure) {
        verdict.violated(
                getClass(), "a task of node " + node.id() + " threw " + failure + " at " + failure.getStackTrace()[0]);
    }

    /** Damage is never excused here: nothing that happens to disks in an ordinary world damages what was synced. */
    void opening(SimNode node, LogFault fault, boolean diskFails) {
        if (!diskFails || fault.kind() != LogFault.Kind.DISK) {
            verdict.violated(getClass(), "node " + node.id() + " does not open its log: " + fault.what());
        }
    }
}
