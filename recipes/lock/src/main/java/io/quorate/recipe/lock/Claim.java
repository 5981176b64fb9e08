package io.quorate.recipe.lock;

import io.quorate.recipe.SessionId;
import java.util.List;

/**
 * A set that waits for a lock, as that lock knows of it. Its call is parked in the first lock of the set; the id of the ticket is the key of
 * the claim.
 *
 * @param set names of the locks
 * @param reservesFromMillis log time from which the lock, once free, is kept for the set; later for a later id
 */
public record Claim(List<String> set, SessionId session, long reservesFromMillis) {
    String home() {
        return set.get(0);
    }
}
