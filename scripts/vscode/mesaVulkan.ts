/**
 * Installs Mesa's Vulkan driver that computes on the CPU (lavapipe). With it the Vulkan build of
 * llama.cpp can be tested on a machine without a graphics card.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { canInstallWithApt, installWithApt } from './aptPackages.ts';

const driverFolders = [
  '/usr/share/vulkan/icd.d',
  '/etc/vulkan/icd.d',
  '/usr/local/share/vulkan/icd.d',
];

const debianPackages = ['mesa-vulkan-drivers'];

/** Installs the driver. @returns the reason where that is impossible. */
export async function installMesaVulkan(): Promise<string | undefined> {
  if (hasDriver()) return undefined;
  if (process.platform !== 'linux')
    return `Mesa's Vulkan driver is not tried on ${process.platform}`;
  if (canInstallWithApt() && (await installWithApt(debianPackages)) && hasDriver())
    return undefined;
  return `Mesa's Vulkan driver is missing (Debian and Ubuntu: "apt-get install ${debianPackages.join(' ')}")`;
}

function hasDriver(): boolean {
  return driverFolders
    .filter((folder) => existsSync(folder))
    .some((folder) =>
      readdirSync(folder).some((file) => /^lvp_icd.*\.json$/.test(path.basename(file))),
    );
}
