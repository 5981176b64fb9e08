package io.quorate.recipe;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

/**
 * Marks the one recipe class of a bundle; the build turns it into a capability that the server looks for. Kept at run time for
 * the test kit, which runs recipes without a bundle.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Capability(namespace = "io.quorate.recipe", attribute = "class=${@class}")
public @interface RecipeType {
    /** What users call it: 1 to 32 characters of {@code a-z 0-9 -}, first a letter. Also the noun of the CLI. */
    @Attribute("recipe")
    String name();

    /** Version of the rows, from 1; raised with a migration whenever a state type changes. */
    @Attribute("stateVersion")
    int stateVersion() default 1;

    /** Version of the commands and queries that clients see, from 1; raised when one is changed or removed. */
    @Attribute("contract")
    int contract() default 1;
}
