package org.allcity.local;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lies in deploy/kubernetes, read as Kubernetes' own types: a field that they do not have is an error. */
final class Manifests {

    static final Path BASE = Path.of("..", "deploy", "kubernetes", "base");

    private static final Map<String, Class<?>> KINDS = Map.of(
            "apps/v1 Deployment", Deployment.class,
            "v1 Service", Service.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "batch/v1 CronJob", CronJob.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "keda.sh/v1alpha1 ScaledObject", ScaledObject.class);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                // The types gather what they do not know; here it is to be refused.
                @Override
                public @Nullable Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    private Manifests() {}

    /** Of a kustomization, as far as it is used here. */
    record Kustomization(
            String apiVersion, String kind, @Nullable String namespace, List<String> resources, List<Generated> configMapGenerator,
            @Nullable List<Image> images) {}

    record Generated(String name, @Nullable String behavior, List<String> literals) {}

    record Image(String name, String newTag) {}

    /** KEDA's, as far as it is used here: apiVersion keda.sh/v1alpha1. */
    record ScaledObject(String apiVersion, String kind, Named metadata, Spec spec) {

        record Named(String name) {}

        record Target(String apiVersion, String kind, String name) {}

        record Spec(
                Target scaleTargetRef, int minReplicaCount, int maxReplicaCount, int pollingInterval, int cooldownPeriod,
                Advanced advanced, List<Trigger> triggers) {}

        record Advanced(AutoscalerConfig horizontalPodAutoscalerConfig) {}

        record AutoscalerConfig(io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior behavior) {}

        record Trigger(String type, Map<String, String> metadata) {}
    }

    static Kustomization kustomization(Path folder) {
        return only(folder.resolve("kustomization.yaml"), Kustomization.class);
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("kustomization.yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All objects of a kind. */
    static <T> List<T> all(Class<T> type) {
        return files(BASE).stream().flatMap(file -> objects(file).stream()).filter(type::isInstance).map(type::cast).toList();
    }

    /** Where the probes of a deployment's pods ask. */
    static Set<String> probePaths(String deployment) {
        return all(Deployment.class).stream()
                .filter(found -> found.getMetadata().getName().equals(deployment))
                .flatMap(found -> found.getSpec().getTemplate().getSpec().getContainers().stream())
                .flatMap(container -> Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .map(probe -> probe.getHttpGet().getPath())
                .collect(Collectors.toSet());
    }

    static List<Object> objects(Path file) {
        return documents(file).stream().map(Manifests::object).toList();
    }

    private static Object object(JsonNode document) {
        String kind = document.path("apiVersion").asText() + " " + document.path("kind").asText();
        Class<?> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalStateException(kind + " (expected: one of " + KINDS.keySet() + ")");
        }
        return convert(document, type);
    }

    static <T> T only(Path file, Class<T> type) {
        return convert(documents(file).get(0), type);
    }

    private static <T> T convert(JsonNode document, Class<T> type) {
        try {
            return YAML.treeToValue(document, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> documents(Path file) {
        try (YAMLParser parser = ((YAMLFactory) YAML.getFactory()).createParser(file.toFile())) {
            List<JsonNode> documents = new ArrayList<>();
            YAML.readValues(parser, JsonNode.class).forEachRemaining(documents::add);
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
