package io.quorate.kernel.apply;

import java.util.List;

/**
 * Result of applying an entry.
 *
 * @param effects in the order in which they came about
 * @param outcomes one per proposal of the entry
 * @param moreDue timers are due that did not fit into the entry
 */
public record Applied(List<Effect> effects, List<ProposalOutcome> outcomes, boolean moreDue) {}
