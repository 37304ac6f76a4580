import type { Settings } from '../server/settings.ts';
import { allPlaces } from '../world/places.ts';
import type { Place, World } from '../world/world.ts';
import { buildEvent, complianceEvent, imageEvent, instanceEvent, waitingEvent } from './happenings.ts';
import { type Happening, putEvent } from './put-event.ts';

export interface WorldWatch {
  /** Puts an event for everything that is otherwise than at the last look. */
  look(): void;
  /** Takes everything as it is, without a word. */
  forget(): void;
}

/**
 * EventBridge beside the world: it tells what changed by comparing, so no action and no hand can forget to. What changes
 * twice between two looks is told once, which AWS's best effort allows.
 */
export function watchWorld(world: World, settings: Settings, now: () => number): WorldWatch {
  /** What everything was at the last look: a state by what it is of. */
  let known = new Map<string, string>();

  function look(isSilent: boolean): void {
    if (world.bus.queue === undefined) {
      return;
    }
    const seen = new Map<string, string>();
    for (const place of allPlaces(world)) {
      lookAt(place, isSilent, seen);
    }
    known = seen;
  }

  function lookAt(place: Place, isSilent: boolean, seen: Map<string, string>): void {
    const tell = (key: string, state: string, event: (before: string | undefined) => Happening | undefined): void => {
      const before = known.get(key);
      seen.set(key, state);
      const happening = isSilent || before === state ? undefined : event(before);
      if (happening !== undefined) {
        putEvent(world, place, happening, { now: now(), isDouble: settings.doubleEvents });
      }
    };
    for (const instance of place.instances.values()) {
      tell(instance.id, instance.state, () => instanceEvent(instance));
    }
    for (const image of place.images.values()) {
      tell(image.id, image.state, () => imageEvent(image));
    }
    for (const rule of place.config.rules.values()) {
      for (const [id, result] of rule.results) {
        tell(`${rule.arn} ${id}`, result.compliance, (before) => complianceEvent(rule, id, result, before, now()));
      }
    }
    for (const build of place.builder.builds.values()) {
      tell(build.arn, build.status, (before) => buildEvent(build, before ?? 'PENDING'));
      for (const workflow of build.workflows) {
        for (const step of workflow.steps.filter(({ action }) => action === 'WaitForAction')) {
          tell(step.id, step.status, () =>
            step.status === 'RUNNING' ? waitingEvent(build, workflow, step) : undefined,
          );
        }
      }
    }
  }

  return {
    look: () => look(false),
    forget() {
      known = new Map();
      look(true);
    },
  };
}
