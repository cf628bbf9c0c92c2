package app;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Runs the test methods of the classes that are named and writes a JUnit report. Small enough to do without a download;
 * with Maven or Gradle, JUnit takes its place and the tests stay.
 */
public final class TestRunner {
    private TestRunner() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        var cases = new StringBuilder();
        int run = 0;
        int failed = 0;
        for (var name : Arrays.copyOfRange(args, 1, args.length)) {
            var type = Class.forName(name);
            var methods = Arrays.stream(type.getMethods()).filter(m -> m.getName().startsWith("test")).sorted(Comparator.comparing(Method::getName)).toList();
            for (var method : methods) {
                var began = System.nanoTime();
                var problem = problemOf(method, type.getDeclaredConstructor().newInstance());
                run++;
                if (problem != null) failed++;
                System.out.println((problem == null ? "ok      " : "FAILED  ") + name + "." + method.getName() + (problem == null ? "" : ": " + problem.getMessage()));
                cases.append("  <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\">%s</testcase>%n".formatted(name, method.getName(), (System.nanoTime() - began) / 1e9,
                    problem == null ? "" : "<failure message=\"" + escape(String.valueOf(problem.getMessage())) + "\"/>"));
            }
        }
        var report = Path.of(args[0]);
        Files.createDirectories(report.toAbsolutePath().getParent());
        Files.writeString(report, "<testsuite name=\"tests\" tests=\"%d\" failures=\"%d\">%n%s</testsuite>%n".formatted(run, failed, cases));
        System.out.printf("%d tests, %d failed%n", run, failed);
        if (failed > 0 || run == 0) System.exit(1);
    }

    private static Throwable problemOf(Method method, Object test) throws IllegalAccessException {
        try {
            method.invoke(test);
            return null;
        } catch (InvocationTargetException thrown) {
            return thrown.getCause();
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;").replaceAll("[\\p{Cntrl}]", " ");
    }
}
