package io.quorate.recipe.atomic;

import io.quorate.recipe.atomic.api.Kind;

/** What an instance holds. */
public sealed interface Content {
    Kind kind();

    /** A counter that is not 0. */
    record Counter(long value) implements Content {
        @Override
        public Kind kind() {
            return Kind.COUNTER;
        }
    }

    /** A flag that is true. */
    record RaisedFlag() implements Content {
        @Override
        public Kind kind() {
            return Kind.FLAG;
        }
    }

    /**
     * A reference that has a value.
     *
     * @param version revision of the command that set it
     */
    record Reference(byte[] value, long version) implements Content {
        @Override
        public Kind kind() {
            return Kind.REFERENCE;
        }
    }

    /** The last id that was given. */
    record Ids(long last) implements Content {
        @Override
        public Kind kind() {
            return Kind.IDS;
        }
    }

    /** The last number that was given. */
    record Sequence(long last) implements Content {
        @Override
        public Kind kind() {
            return Kind.SEQUENCE;
        }
    }
}
