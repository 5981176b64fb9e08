package io.quorate.testkit.cluster;

import io.quorate.recipe.Recipe;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Gives a JUnit test class a {@link TestCluster} of its own. Its methods may have it as a parameter, and a
 * {@link io.quorate.client.QuorateClient}, which is one of the method's own. They run one after the other, each in a namespace of
 * its own, and each finds all nodes running and the network whole, whatever the one before did.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(QuorateExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
public @interface QuorateCluster {
    /** 1 to 5. */
    int nodes() default 1;

    /** Recipes besides those whose bundles are on the class path. */
    Class<? extends Recipe>[] recipes() default {};

    /** Settings of the cluster, each as {@code key=value}, such as {@code session.max-ttl=1 min}. */
    String[] settings() default {};
}
