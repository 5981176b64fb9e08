package io.quorate.kernel.state;

import java.util.Optional;

/**
 * A voter that lost its data begins anew under its number: first it votes no longer, then its present data are agreed on, then it
 * learns, and at last it votes again.
 *
 * @param directory id of its present data directory
 */
public record Readmission(int node, String directory) {
    /** The one that is under way. */
    public static Optional<Readmission> of(Rows rows) {
        return Optional.ofNullable(rows.get(Keys.readmission())).map(StateRows.READMISSION::decode);
    }
}
