// Holds each object of a file against the schema of its kind: node check.mjs objects.yaml
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { parseAllDocuments } from 'yaml';

const require = createRequire(import.meta.url);
const kubernetes = 'kubernetes-models/_schemas/IoK8sApi';
const keda = '@kubernetes-models/keda/_schemas/ComGithubKedacoreKedaV2ApisKeda';
const schemas = {
  'v1 ConfigMap': kubernetes + 'CoreV1ConfigMap',
  'v1 Service': kubernetes + 'CoreV1Service',
  'apps/v1 Deployment': kubernetes + 'AppsV1Deployment',
  'autoscaling/v2 HorizontalPodAutoscaler': kubernetes + 'AutoscalingV2HorizontalPodAutoscaler',
  'batch/v1 CronJob': kubernetes + 'BatchV1CronJob',
  'networking.k8s.io/v1 NetworkPolicy': kubernetes + 'NetworkingV1NetworkPolicy',
  'policy/v1 PodDisruptionBudget': kubernetes + 'PolicyV1PodDisruptionBudget',
  'keda.sh/v1alpha1 ScaledObject': keda + 'V1alpha1ScaledObject',
};

let wrong = 0;
const documents = parseAllDocuments(fs.readFileSync(process.argv[2], 'utf8')).map((document) => document.toJS());
for (const object of documents) {
  const kind = `${object.apiVersion} ${object.kind}`;
  // By its file, since the packages do not offer their schemas by name.
  const schema = schemas[kind] && require(path.resolve('node_modules', schemas[kind] + '.js'));
  if (!schema || !schema.validate(object)) {
    wrong++;
    console.log(`${kind} ${object.metadata.name}: ${schema ? JSON.stringify(schema.validate.errors) : 'no schema'}`);
  }
}
console.log(`${documents.length} objects, ${wrong} wrong`);
process.exit(wrong || !documents.length ? 1 : 0);
