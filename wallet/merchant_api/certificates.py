"""GET /v3/certificates: the platform certificate, encrypted for the merchant who asks, so that a client in certificate
mode can fetch what it verifies our answers with."""

from wallet.merchant_api.calls import Answer, Call
from wallet.merchants import registry, resources
from wallet.merchants.certificates import platform_keys
from wallet.merchants.documents import china_time


async def download(call: Call) -> Answer:
    keys = platform_keys(call.house.settings)
    apiv3_key = await registry.apiv3_key_of(call.house, call.mchid)
    sealed = resources.encrypt(
        apiv3_key, keys.certificate_pem.encode(), associated_data="certificate", chance=call.house.chance
    )
    return Answer(
        {
            "data": [
                {
                    "serial_no": keys.serial_no,
                    "effective_time": china_time(keys.certificate_from),
                    "expire_time": china_time(keys.certificate_until),
                    "encrypt_certificate": sealed,
                }
            ]
        }
    )
