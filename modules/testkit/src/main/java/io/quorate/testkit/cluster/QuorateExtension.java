package io.quorate.testkit.cluster;

import io.quorate.client.QuorateClient;
import io.quorate.recipe.Recipe;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts, gives and closes the cluster of {@link QuorateCluster}. */
public final class QuorateExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace STORE = Namespace.create(QuorateExtension.class);

    /** A cluster and what its tests have used of it. On the thread of the tests. */
    private static final class Running {
        private final TestCluster cluster;
        private int methods;

        Running(TestCluster cluster) {
            this.cluster = cluster;
        }

        void beginMethod() {
            methods++;
            cluster.enter("test-" + methods);
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(STORE);
    }

    /** Of this class, or of the one that it is nested in. */
    private static Running running(ExtensionContext context) {
        return Optional.ofNullable(store(context).get(Running.class, Running.class))
                .orElseThrow(() -> new IllegalStateException("annotate the test class with @QuorateCluster"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (store(context).get(Running.class) == null) {
            QuorateCluster wanted = annotation(context)
                    .orElseThrow(() -> new IllegalStateException("annotate the test class with @QuorateCluster"));
            store(context).put(Running.class, new Running(start(wanted)));
        }
    }

    private static Optional<QuorateCluster> annotation(ExtensionContext context) {
        Optional<AnnotatedElement> element = context.getElement();
        return element.flatMap(type -> AnnotationSupport.findAnnotation(type, QuorateCluster.class));
    }

    private static TestCluster start(QuorateCluster wanted) {
        TestClusterBuilder builder = TestCluster.builder().nodes(wanted.nodes());
        for (Class<? extends Recipe> recipe : wanted.recipes()) {
            builder.recipe(recipe);
        }
        for (String setting : wanted.settings()) {
            int equals = setting.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("a setting of @QuorateCluster is key=value, not '" + setting + "'");
            }
            builder.setting(
                    setting.substring(0, equals).trim(),
                    setting.substring(equals + 1).trim());
        }
        return builder.start();
    }

    /** In the store of this class only: a nested one uses that of its outer class. */
    @Override
    public void afterAll(ExtensionContext context) {
        Optional.ofNullable(store(context).remove(Running.class, Running.class))
                .ifPresent(running -> running.cluster.close());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        running(context).beginMethod();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        running(context).cluster.endMethod();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestCluster.class || type == QuorateClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestCluster cluster = running(context).cluster;
        if (parameter.getParameter().getType() == TestCluster.class) {
            return cluster;
        }
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "a QuorateClient is for one test method; ask there, or in a method for"
                            + " @BeforeEach, or use TestCluster.client()");
        }
        return store(context).getOrComputeIfAbsent(QuorateClient.class, type -> cluster.client(), QuorateClient.class);
    }
}
