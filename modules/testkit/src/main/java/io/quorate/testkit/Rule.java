package io.quorate.testkit;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * A rule about one recipe.
 *
 * @param number in its id
 * @param missing what must be said of the recipe before the rule can be tested
 */
record Rule(int number, String title, Optional<String> missing, Executable check) implements Comparable<Rule> {
    static Rule of(int number, String title, Executable check) {
        return new Rule(number, title, Optional.empty(), check);
    }

    DynamicTest test() {
        String name = "TCK-" + number + " " + title;
        return missing.map(what -> DynamicTest.dynamicTest(
                        name + " (NOT TESTED: " + what + ")", () -> Assumptions.abort(name + ": " + what)))
                .orElseGet(() -> DynamicTest.dynamicTest(name, check));
    }

    @Override
    public int compareTo(Rule other) {
        return Integer.compare(number, other.number);
    }
}
