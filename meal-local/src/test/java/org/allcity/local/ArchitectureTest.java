package org.allcity.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The direction of dependencies: from adapters to the core, never between apps. */
class ArchitectureTest {

    private static final String CORE = "org.allcity.counts";
    private static final String[] APPS = {
        "org.allcity.ingest..", "org.allcity.aggregator..", "org.allcity.board..", "org.allcity.simulator..", "org.allcity.local.."
    };
    private static final String[] ADAPTERS = {"http", "kafka", "redis", "registry", "ops", "live"};

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.allcity");

    @Test
    void seesEveryModule() {
        assertThat(OURS.stream().map(type -> type.getPackageName()))
                .contains(
                        CORE,
                        "org.allcity.counts.redis",
                        "org.allcity.schema",
                        "org.allcity.ingest",
                        "org.allcity.aggregator",
                        "org.allcity.board",
                        "org.allcity.simulator",
                        "org.allcity.local");
    }

    @Test
    void theCoreSeesTheJdkAlone() {
        classes()
                .that()
                .resideInAnyPackage(CORE, CORE + ".memory", CORE + ".recount", CORE + ".audit")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", CORE, CORE + ".memory", CORE + ".recount", CORE + ".audit")
                .check(OURS);
    }

    @Test
    void theRecountSharesNoCountingCodeWithTheFold() {
        noClasses()
                .that()
                .resideInAPackage(CORE + ".recount")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.allcity\\.counts\\.(Fold|Tally|Orders|DinerLedger|CorrectionWindow|ServiceDay|Calendar|PackedFact|Facts|CountChanges|CountBatch).*")
                .check(OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.allcity.ingest..", "org.allcity.aggregator..", "org.allcity.board..", "org.allcity.simulator.."})
    void appsNeverImportOneAnother(String app) {
        noClasses()
                .that()
                .resideInAPackage(app)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        Arrays.stream(APPS).filter(other -> !other.equals(app)).toArray(String[]::new)))
                .check(OURS);
    }

    @Test
    void theSimulatorKnowsNoCountingCode() {
        noClasses()
                .that()
                .resideInAPackage("org.allcity.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.allcity.counts..", "org.allcity.schema..", "org.springframework..", "org.apache.kafka..")
                .check(OURS);
    }

    @Test
    void onlyKafkaRegistryAndRedisPackagesSeeSchemas() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.allcity.schema", "..kafka", "..registry", "..redis")
                .should()
                .dependOnClassesThat(resideInAPackage("org.allcity.schema"))
                .check(OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "aggregator", "board"})
    void adaptersImportTheirModulesRootNeverEachOther(String app) {
        String root = "org.allcity." + app;
        for (String adapter : ADAPTERS) {
            noClasses()
                    .that()
                    .resideInAPackage(root + "." + adapter)
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(Arrays.stream(ADAPTERS)
                            .filter(other -> !other.equals(adapter))
                            .map(other -> root + "." + other)
                            .toArray(String[]::new)))
                    .allowEmptyShould(true)
                    .check(OURS);
        }
        noClasses()
                .that()
                .resideInAPackage(root)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        Arrays.stream(ADAPTERS).map(adapter -> root + "." + adapter).toArray(String[]::new)))
                .check(OURS);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.allcity.(**)").should().beFreeOfCycles().check(OURS);
    }
}
