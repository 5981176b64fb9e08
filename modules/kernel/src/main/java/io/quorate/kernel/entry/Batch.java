package io.quorate.kernel.entry;

import java.util.List;

/**
 * Content of one log entry.
 *
 * @param epoch restore epoch in which it was proposed
 * @param kernelLevel level of the apply rules that it was proposed for
 * @param logTimeMillis log time stamped by the leader
 * @param calendarMillis UTC ms stamped by the leader
 */
public record Batch(int epoch, int kernelLevel, long logTimeMillis, long calendarMillis, List<Proposal> proposals) {
    public Batch {
        proposals = List.copyOf(proposals);
    }
}
