package io.quorate.recipe.lock.api.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JdbcGuardTest {
    private static final String URL = "jdbc:h2:mem:guarded;LOCK_TIMEOUT=30000";

    private final JdbcGuard guard = new JdbcGuard("quorate_guard");
    private Connection keeper;

    @BeforeEach
    void createTables() throws SQLException {
        keeper = DriverManager.getConnection(URL);
        try (Statement statement = keeper.createStatement()) {
            statement.execute("CREATE TABLE quorate_guard (resource VARCHAR(400) PRIMARY KEY, token BIGINT NOT NULL)");
            statement.execute("CREATE TABLE book (line VARCHAR(100))");
        }
    }

    @AfterEach
    void dropTables() throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute("DROP ALL OBJECTS");
        }
        keeper.close();
    }

    @Test
    void refusesATokenSmallerThanOneItHasSeen() throws SQLException {
        write(5, "five");
        write(7, "seven");
        StaleTokenException stale = assertThrows(StaleTokenException.class, () -> write(6, "late"));
        assertEquals("'book' has seen token 7, and 6 is older: that hold is over", stale.getMessage());
        write(7, "seven again");
        assertEquals(3, lines());
    }

    @Test
    void forgetsATokenWhoseTransactionWasRolledBack() throws SQLException {
        write(5, "five");
        try (Connection connection = transaction()) {
            guard.check(connection, "book", new FencingToken(9));
            connection.rollback();
        }
        write(7, "seven");
        assertEquals(2, lines());
    }

    @Test
    void letsAnOlderHolderWaitForTheNewerOnesTransactionAndRefusesItThen() throws Exception {
        write(5, "five");
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Void> late = new FutureTask<>(() -> {
            begun.countDown();
            write(5, "late");
            return null;
        });
        try (Connection connection = transaction()) {
            guard.check(connection, "book", new FencingToken(7));
            new Thread(late).start();
            begun.await();
            insert(connection, "seven");
            connection.commit();
        }
        ExecutionException refused = assertThrows(ExecutionException.class, late::get);
        assertTrue(refused.getCause() instanceof StaleTokenException, () -> "was " + refused.getCause());
        assertEquals(2, lines());
    }

    @Test
    void refusesAConnectionThatWouldGuardNothing() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> guard.check(keeper, "book", new FencingToken(5)));
        assertTrue(refused.getMessage().contains("setAutoCommit(false)"));
    }

    @Test
    void refusesATableThatIsMoreThanAName() {
        assertThrows(IllegalArgumentException.class, () -> new JdbcGuard("guard; DROP TABLE book"));
    }

    private void write(long token, String line) throws SQLException {
        try (Connection connection = transaction()) {
            guard.check(connection, "book", new FencingToken(token));
            insert(connection, line);
            connection.commit();
        }
    }

    private static void insert(Connection connection, String line) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO book VALUES (?)")) {
            insert.setString(1, line);
            insert.executeUpdate();
        }
    }

    private static Connection transaction() throws SQLException {
        Connection connection = DriverManager.getConnection(URL);
        connection.setAutoCommit(false);
        return connection;
    }

    private int lines() throws SQLException {
        try (Statement statement = keeper.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM book")) {
            count.next();
            return count.getInt(1);
        }
    }
}
