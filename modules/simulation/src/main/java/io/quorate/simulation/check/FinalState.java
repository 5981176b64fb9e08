package io.quorate.simulation.check;

import io.quorate.simulation.register.RegisterContract.Change;
import java.util.List;
import java.util.SortedMap;

/**
 * The state at the end, read by a client after everything has come to rest.
 *
 * @param changes of each register, in order of revision
 * @param results rows of results that live sessions keep
 * @param tombstones ended sessions that are remembered
 */
public record FinalState(SortedMap<String, List<Change>> changes, int results, int tombstones) {}
