package io.quorate.itests.faults;

/** The direction from one node to another. */
record Way(int from, int to) {
    Way back() {
        return new Way(to, from);
    }
}
