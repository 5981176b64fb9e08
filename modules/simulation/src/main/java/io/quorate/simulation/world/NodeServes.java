package io.quorate.simulation.world;

import io.quorate.kernel.Problem;
import io.quorate.log.LogFault;
import io.quorate.simulation.check.Verdict;

/**
 * A node stops serving, or refuses to start, only when its disk fails; it does not start on a log that has rotted; its threads
 * never die of an exception.
 */
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

    void started(SimNode node, Rot rot) {
        if (rot.isThere()) {
            verdict.violated(getClass(), "node " + node.id() + " serves from a log that has rotted");
        }
    }

    void failed(SimNode node, Throwable failure) {
        verdict.violated(
                getClass(), "a task of node " + node.id() + " threw " + failure + " at " + failure.getStackTrace()[0]);
    }

    /** Damage is excused by rot alone: nothing else that happens to disks damages what was synced. */
    void opening(SimNode node, LogFault fault, boolean diskFails, Rot rot) {
        boolean excused = rot.explains(fault) || (diskFails && fault.kind() == LogFault.Kind.DISK);
        if (!excused) {
            verdict.violated(getClass(), "node " + node.id() + " does not open its log: " + fault.what());
        }
    }
}
